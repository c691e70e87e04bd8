"""Where a line of Chinese, or of anything between, may end. Pure; `width_of` measures.

Han may be parted anywhere, words of letters and figures nowhere; no line begins with a closing sign or ends with
an opening one. What is longer than a line by itself is parted where it must be.
"""

import re
from collections.abc import Callable, Iterator

CLOSING = "，。、；：？！）》」』】〕〉”’…—％%,.;:?!)]}·"
OPENING = "（《「『【〔〈“‘([{"
_HAN = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
# Opening signs, then one Han or a run of what is none, then closing signs; or a gap.
_PIECE = re.compile(
    rf"\s+|[{re.escape(OPENING)}]*(?:[{_HAN}]|[^\s{_HAN}{re.escape(OPENING)}]+)?[{re.escape(CLOSING)}]*"
)


def broken(
    text: str, width: float, width_of: Callable[[str], float], *, indent: float = 0
) -> list[str]:
    """The lines of a text, at least one. What was typed as its own line stays one; the first is indented.

    >>> broken("一二三，四五six seven", 5, len)
    ['一二三，四', '五six', 'seven']
    """
    lines: list[str] = []
    for part in text.splitlines() or [""]:
        lines += _filled(part, width, width_of, 0 if lines else indent)
    return lines


def _filled(text: str, width: float, width_of: Callable[[str], float], indent: float) -> list[str]:
    lines = [""]
    for piece in _pieces(text.strip(), width - indent, width_of):
        room = width - indent if len(lines) == 1 else width
        if width_of((lines[-1] + piece).rstrip()) <= room:
            lines[-1] += piece
        else:
            lines[-1] = lines[-1].rstrip()
            lines.append(piece.lstrip())
    return lines


def _pieces(text: str, width: float, width_of: Callable[[str], float]) -> Iterator[str]:
    for piece in filter(None, _PIECE.findall(text)):
        first = 0
        while (fits := _fits(piece, first, width, width_of)) < len(piece):
            yield piece[first:fits]
            first = fits
        yield piece[first:]


def _fits(piece: str, first: int, width: float, width_of: Callable[[str], float]) -> int:
    """Where what fits on one line ends; one character always does. From the front, for the rest may be long."""
    last = first + 1
    while last < len(piece) and width_of(piece[first : last + 1]) <= width:
        last += 1
    return last
