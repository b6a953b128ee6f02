"""The page a title is watched on, prepared before the template sees it."""

from __future__ import annotations

from typing import Any, Final

from django.urls import NoReverseMatch, reverse

from accounts.models import User
from catalog.continuing import next_episode
from catalog.models import Item
from catalog.pictures.addresses import path_of
from catalog.pictures.sizes import fitting
from catalog.pictures.slots import choose, with_artwork
from streaming.offers import offer
from streaming.playback import File, advise, describe

_POSTER_WIDTH: Final = 1280


def watch_page(item: Item, user: User) -> dict[str, Any]:
    """What the template shows, and as `player` what its script is given."""
    offered = offer(item, user)
    following = next_episode(item, user)
    return {
        "item": item,
        "heading": heading(item),
        "line": line(item),
        "back": title_url(item),
        "poster": _poster(item),
        "offer": offered,
        "following": following,
        "player": {
            "item": str(item.public_id),
            "files": [_file(file) for file in offered.files],
            "playback_url": reverse("api-playback"),
            "noun": "film" if item.kind == Item.Kind.MOVIE else "episode",
            "captions": offered.captions,
            "chosen": offered.chosen_caption,
            "chapters": offered.chapters,
            "resume_at_ms": offered.resume_at_ms,
            "progress_url": reverse("api-progress-of", args=[item.public_id]),
            "me_url": reverse("api-me"),
            "back_url": title_url(item),
            "report_url": reverse("report", args=[item.kind, item.public_id]),
            "next": following
            and {
                "url": reverse("watch", args=["episode", following.public_id]),
                "title": heading(following),
                "line": line(following),
            },
        },
    }


def heading(item: Item) -> str:
    """What the page is called: a film, or an episode's show."""
    show = item.parent.parent if item.parent else None
    top = show or item
    return top.title or "Untitled"


def line(item: Item) -> str:
    """Beneath it: a film's year, or which episode it is."""
    if item.kind == Item.Kind.MOVIE or item.parent is None:
        return str(item.year or "")
    season = item.parent.number
    which = f"Special {item.number}" if season == 0 else f"S{season} E{item.number}"
    return f"{which} · {item.title}" if item.title else which


def title_url(item: Item) -> str:
    """The page a viewer came from: the film's, or the episode's."""
    show = item.parent.parent if item.parent else None
    try:
        if show is None or item.parent is None:
            return reverse("movie", args=[item.slug])
        return reverse("episode", args=[show.slug, item.parent.number, item.number])
    except NoReverseMatch:
        return "/"


def _poster(item: Item) -> str:
    """What is seen until the film is: in a width its kind of picture is drawn in."""
    with_artwork([item])
    chosen = choose(item, "backdrop") or choose(item, "poster")
    if chosen is None:
        return ""
    width = fitting(chosen.artwork.key, _POSTER_WIDTH)
    return path_of(chosen.item, chosen.artwork, width)


def _file(file: File) -> dict[str, Any]:
    return {
        "key": file.key,
        "server": file.server,
        "what": describe(file),
        "advice": advise(file),
    }
