"""What the commands about webhooks share: the options of a scope, and what is shown."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import CommandParser, OutputWrapper

from sync.models import Sender
from sync.scope import split_words
from sync.senders import Proofs, Reach


def add_reach(parser: CommandParser) -> None:
    """The options that say how far a sender's word reaches."""
    parser.add_argument(
        "--servers", metavar="A,B", help="only these servers (usual: all)"
    )
    parser.add_argument("--kinds", metavar="K,K", help="such as movies,tv (usual: all)")
    parser.add_argument(
        "--groups", metavar="G,G", help="such as metadata,captions:fr (usual: all)"
    )


def reach_of(options: dict[str, Any], before: Sender | None = None) -> Reach:
    """The scope that the options say; what they leave out stays as it was."""

    def named(option: str) -> list[str] | None:
        text = options[option]
        if text is not None:
            return [word for word in split_words(text) if word]
        return getattr(before, option) if before is not None else None

    return Reach(servers=named("servers"), kinds=named("kinds"), groups=named("groups"))


def show_proofs(
    stdout: OutputWrapper, proofs: Proofs, said: str, *, as_json: bool
) -> None:
    """The addresses, the secret and the token, this once."""
    slug = proofs.sender.slug
    path, with_token = f"/webhooks/{slug}/", f"/webhooks/{slug}/{proofs.token}/"
    if as_json:
        shown = {
            "name": proofs.sender.name,
            "slug": slug,
            "path": path,
            "secret": proofs.secret,
            "token_path": with_token,
        }
        stdout.write(json.dumps(shown, ensure_ascii=False))
        return
    stdout.write(said)
    stdout.write(f"Signed deliveries: POST {path}")
    stdout.write(f"  secret: {proofs.secret}")
    stdout.write(f"Without headers:   POST {with_token}")
    stdout.write("Keep them now: they are not shown again.")
