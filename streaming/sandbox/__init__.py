"""Programs that read what other people made: films, and the captions inside them.

Each runs in a child process without rights and without a network.  The bytes of the
one file it is about come over a socket, from whoever started it (`streaming.asking`);
what it found goes to its standard output.  Nothing here knows Django, and nothing but
`wire` and `rungs` may be imported from outside.
"""
