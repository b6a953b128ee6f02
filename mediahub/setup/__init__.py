"""The first minutes: a link from the terminal, an owner, a household, a first server.

Only who has the link that `up` printed may make the first owner, and only one is ever
made this way.  The steps after that belong to the owner.
"""
