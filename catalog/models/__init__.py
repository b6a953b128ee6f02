"""The merged truth viewers see, and where each value of it comes from."""

from catalog.models.caption_file import CaptionFile
from catalog.models.caption_shift import CaptionShift
from catalog.models.entries import Artwork, Caption, ExternalId, MediaFile
from catalog.models.former import FormerLock, FormerRule, FormerShift, FormerViewing
from catalog.models.item import Alias, Episode, Item, Movie, Season, Show
from catalog.models.media_fields import MediaFields
from catalog.models.picture import Picture
from catalog.models.problem import ProblemReport
from catalog.models.provenance import FieldChange, FieldLock, FieldSource, PriorityRule
from catalog.models.server import Server
from catalog.models.viewing import Progress, Watchlist

__all__ = [
    "Alias",
    "Artwork",
    "Caption",
    "CaptionFile",
    "CaptionShift",
    "Episode",
    "ExternalId",
    "FieldChange",
    "FieldLock",
    "FieldSource",
    "FormerLock",
    "FormerRule",
    "FormerShift",
    "FormerViewing",
    "Item",
    "MediaFields",
    "MediaFile",
    "Movie",
    "Picture",
    "PriorityRule",
    "ProblemReport",
    "Progress",
    "Season",
    "Server",
    "Show",
    "Watchlist",
]
