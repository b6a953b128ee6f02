"""One byte range of a file: the table of RFC 9110 and an oracle on real bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streaming.ranges import ByteRange, UnsatisfiableError, parse_range

WHOLE = None
SIZE = 1000


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        (None, WHOLE),
        ("", WHOLE),
        ("bytes=0-0", (0, 0)),
        ("bytes=0-", (0, 999)),
        ("bytes=999-", (999, 999)),
        ("bytes=10-19", (10, 19)),
        ("bytes=-5", (995, 999)),
        ("bytes=-99999999", (0, 999)),
        ("bytes=900-99999", (900, 999)),
        ("bytes=0-" + "9" * 5000, (0, 999)),
        ("bytes=00-01", (0, 1)),
        ("BYTES=1-2", (1, 2)),
        ("bytes= 1-2 ", (1, 2)),
        ("bytes=10-5", WHOLE),
        ("bytes=" + "9" * 30 + "-5", WHOLE),
        ("bytes=-", WHOLE),
        ("bytes=abc", WHOLE),
        ("bytes==", WHOLE),
        ("bytes=", WHOLE),
        ("bytes", WHOLE),
        ("=", WHOLE),
        ("bytes=0-1x", WHOLE),
        ("bytes=0x1-5", WHOLE),
        ("bytes=+1-5", WHOLE),
        ("bytes=1.5-3", WHOLE),
        ("bytes=٣-٥", WHOLE),  # digits, but not of RFC 9110
        ("items=0-1", WHOLE),
        ("bytes=0-1,3-4", WHOLE),
        ("bytes=0-0," * 1999 + "5-6", WHOLE),
        ("bytes=0-1\n", WHOLE),
    ],
)
def test_what_is_sent(header: str | None, wanted: tuple[int, int] | None) -> None:
    expected = ByteRange(*wanted) if wanted else None
    assert parse_range(header, SIZE) == expected


@pytest.mark.parametrize(
    ("header", "size"),
    [
        ("bytes=-0", SIZE),
        ("bytes=1000-", SIZE),
        ("bytes=1000-2000", SIZE),
        (f"bytes={2**63}-", SIZE),
        (f"bytes={10**23}-", SIZE),
        ("bytes=" + "9" * 5000 + "-", SIZE),
        ("bytes=0-", 0),
        ("bytes=0-0", 0),
        ("bytes=-5", 0),
    ],
)
def test_what_lies_outside_is_refused(header: str, size: int) -> None:
    with pytest.raises(UnsatisfiableError):
        parse_range(header, size)


@given(
    content=st.binary(min_size=1, max_size=40),
    first=st.none() | st.integers(0, 60),
    last=st.none() | st.integers(0, 60),
)
def test_agrees_with_slices(
    content: bytes, first: int | None, last: int | None
) -> None:
    """Python's own slices say which bytes a range means."""
    header = f"bytes={'' if first is None else first}-{'' if last is None else last}"
    if first is None:
        wanted = content[-last:] if last else b""
    else:
        wanted = content[first : None if last is None else last + 1]
    malformed = (first is None and last is None) or (
        first is not None and last is not None and first > last
    )
    try:
        part = parse_range(header, len(content))
    except UnsatisfiableError:
        assert not malformed
        assert wanted == b""
        return
    assert (part is None) == malformed
    if part is not None:
        assert content[part.start : part.end + 1] == wanted
        assert part.length == len(wanted) > 0
