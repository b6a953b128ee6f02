"""A QR code as lines of text, to be read off a terminal by a phone.

Two rows of squares to a line, in fixed black and white: a terminal's own colours may
be either way round, and many phones refuse a code that is inverted.
"""

import segno

# The quiet edge, in squares; phones want it, and four as the norm has it cost height.
_EDGE = 2
_BLACK_ON_WHITE = "\x1b[38;5;16;48;5;231m"
_PLAIN = "\x1b[0m"
_SQUARES = {
    (False, False): " ",
    (True, False): "\N{UPPER HALF BLOCK}",
    (False, True): "\N{LOWER HALF BLOCK}",
    (True, True): "\N{FULL BLOCK}",
}


def qr_code(text: str, *, columns: int) -> str:
    """Lines that show `text` as a code; nothing where they would be broken."""
    rows = [
        [bool(dark) for dark in row]
        for row in segno.make_qr(text, error="l").matrix_iter(border=_EDGE)
    ]
    if len(rows[0]) > columns:
        return ""
    if len(rows) % 2:
        rows.append([False] * len(rows[0]))
    return "".join(
        f"{_BLACK_ON_WHITE}{_line(above, below)}{_PLAIN}\n"
        for above, below in zip(rows[::2], rows[1::2], strict=True)
    )


def _line(above: list[bool], below: list[bool]) -> str:
    return "".join(_SQUARES[two] for two in zip(above, below, strict=True))
