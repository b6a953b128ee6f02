"""Caption files that people uploaded, kept with everything else that is stored.

Written by `catalog.captions.uploads` alone.
"""

from __future__ import annotations

from django.db import models


class CaptionFile(models.Model):
    """A file as it came, packed, under the digest of what is in it.

    It is a row and no file of a folder: it is committed with what names it, stands in
    every backup, and every machine has it.
    """

    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256.")
    packed = models.BinaryField()
    size_bytes = models.PositiveIntegerField()
    #: When it was last uploaded: nothing that young is let go.
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.digest
