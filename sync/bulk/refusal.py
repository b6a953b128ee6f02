"""What a bulk change cannot be."""

from __future__ import annotations


class BulkError(ValueError):
    """A bulk change that cannot be; its text says why and what to do."""
