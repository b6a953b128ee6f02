"""`kill -9` before and after every commit of a deed, and what becomes of it.

A deed is a list of commands and requests (`deeds`).  Its commits are counted in a run
that nobody disturbs (`commits`), and for each of them a process dies before it and
another after it (`enumeration`); then time passes, and things must be as if nothing
had happened (`aftermath`).  What dies is a fork of one process that has loaded
everything and opened nothing, each on a database of its own (`forks`), with servers
whose answers are written down (`world`).
"""
