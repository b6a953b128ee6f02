"""Locks and rules for many titles at once: chosen, previewed, applied, undone.

A selection is a row from the first click on, and the preview writes one row for each
title and field (`planning`): what was seen there, and what is to be.  Applying
(`applying`) does these rows in batches, under a lease and each batch in one
transaction; where something is other than it was seen, it is left alone and counted.
What was there before stays in the rows, for the way back (`undoing`).

`exporting` writes values to a file, and `importing` makes a bulk change of such a file.
"""

from sync.bulk.applying import apply, carry_out, due, stop
from sync.bulk.exporting import export
from sync.bulk.importing import read_file
from sync.bulk.naming import DEEDS, draft, needs, permission_of, titles_named
from sync.bulk.planning import Choice, preview
from sync.bulk.refusal import BulkError
from sync.bulk.selecting import MOST_TITLES, begin, chosen
from sync.bulk.table import MOST_BYTES
from sync.bulk.undoing import undo

__all__ = [
    "DEEDS",
    "MOST_BYTES",
    "MOST_TITLES",
    "BulkError",
    "Choice",
    "apply",
    "begin",
    "carry_out",
    "chosen",
    "draft",
    "due",
    "export",
    "needs",
    "permission_of",
    "preview",
    "read_file",
    "stop",
    "titles_named",
    "undo",
]
