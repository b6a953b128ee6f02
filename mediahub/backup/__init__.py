"""Backups: one file with everything that cannot be had again.

    tables -> dump (typed rows, streamed, from one snapshot) -> one tar
    one tar -> verify (whole, before anything is touched) -> load (one transaction)

A logical dump, so that it moves between SQLite and PostgreSQL.  Nothing here knows what
a row means, except `aftermath`, which makes a restored installation fit to start.
"""
