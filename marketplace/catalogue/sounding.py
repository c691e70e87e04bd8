"""How words sound: pinyin typed whole, begun, by its initials, or in part. Pure."""

from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

# Two syllables or more, whole, anywhere in a phrase.
WITHIN = 4
# A phrase of so many letters is not met by chance inside another word.
SPELLED = 5
LONGEST_SYLLABLE = 6

# A phrase, its syllables, its initials.
Sound = tuple[str, tuple[str, ...], str]


def sound_of(phrase: str) -> Sound:
    """A phrase with its syllables and its initials."""
    # Its dictionary takes half a second to load: not before somebody searches.
    from pypinyin import Style, lazy_pinyin

    first = lazy_pinyin(phrase, style=Style.FIRST_LETTER)
    return phrase, spoken(phrase), "".join(first)


@lru_cache(maxsize=4096)
def spoken(phrase: str) -> tuple[str, ...]:
    """The syllables of a Chinese phrase, without tones."""
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(phrase))


def syllables_in(words: Iterable[str], known: Collection[str]) -> Iterator[tuple[str, ...]]:
    """Letters as runs of known syllables; where a letter belongs to none, a run ends."""
    run: list[str] = []
    for word in words:
        for piece in _parted(word, known):
            if piece in known:
                run.append(piece)
            else:
                yield tuple(run)
                run = []
    yield tuple(run)


def _parted(word: str, known: Collection[str]) -> list[str]:
    """The parting that leaves the fewest letters over, and of these the one with the longest syllables."""
    best: list[tuple[int, int, list[str]]] = [(0, 0, [])]
    for end in range(1, len(word) + 1):
        left, count, pieces = best[end - 1]
        ways = [(left + 1, count + 1, [*pieces, word[end - 1]])]
        for start in range(max(0, end - LONGEST_SYLLABLE), end):
            if word[start:end] in known:
                left, count, pieces = best[start]
                ways.append((left, count + 1, [*pieces, word[start:end]]))
        best.append(min(ways, key=lambda way: way[:2]))
    return best[-1][2]


def likeness(typed: str, syllables: tuple[str, ...], initials: str) -> int:
    """How well letters fit a phrase, 0 to 6: its initials, its beginning, whole syllables within, which say more
    than a beginning that breaks off in the middle of one; or the whole of it with something before or behind."""
    if typed == initials:
        return 3
    if len(typed) < 4:
        return 0
    spelled = "".join(syllables)
    if spelled.startswith(typed):
        return 2 + 4 * len(typed) // len(spelled)
    ends = range(len(syllables) + 1)
    if len(spelled) >= SPELLED and (typed.startswith(spelled) or typed.endswith(spelled)):
        return WITHIN
    within = any("".join(syllables[i:j]) == typed for j in ends for i in range(j - 1))
    return WITHIN if within else 0


def is_spelled(typed: str, syllables: tuple[str, ...], initials: str) -> bool:
    """Whether letters are a whole phrase. A colloquial word that is only begun, or two initials, could be too many."""
    spelled = "".join(syllables)
    if typed in (spelled, initials):
        return len(typed) > 2
    return len(spelled) >= SPELLED and (typed.startswith(spelled) or typed.endswith(spelled))
