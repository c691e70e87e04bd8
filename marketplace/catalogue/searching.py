"""Free text proposes need types: Chinese as people type it, pinyin, initials, English. Pure.

A Chinese text is its characters and its pairs of neighbouring characters; what few entries share
weighs more than what many share, a keyword found whole weighs most. Scores are integers that only
rank: they compare entries under one text, never two texts. A person decides.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import log2

from pypinyin import Style, lazy_pinyin

from marketplace.catalogue.wording import fold, meanings

NAME, KEYWORD, DESCRIPTION = 4, 4, 1
# A pair of characters, a single one, a pair that says little, and a character of a whole keyword.
PAIR, SINGLE, FAINT, WHOLE = 6, 1, 1, 10
# What somebody means counts less than what they wrote.
MEANT = (2, 3)
# Whom a need is for is often known: its own groups count half as much again.
OF_GROUP = (3, 2)

_HANZI = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_LATIN = re.compile("[a-z0-9]+")
_FAINT = frozenset(
    "一个 个人 几个 这个 那个 没人 有人 人来 有没 没有 什么 怎么 怎样 时候 现在 已经 还是 可以 就是 不是 是不 能不 不能 不会 "
    "不了 不想 不肯 不敢 不见 不好 不知 知道 自己 突然 地方 意思 想要 想找 希望 需要 家里 在家 里的 出去 想出 天天 每天 多年 "
    "年没 好多 有点 一下 一直 一次 没空 干不 去学 和孩 做点 全天 人吃 的活 来看 上门 帮忙 ".split()
)
_SMALL_WORDS = frozenset(
    "a an and are at be by can for from has have he her him his i in is it me my no not of on or our "
    "she someone somebody that the their them they to us we who will with need needs want wants help".split()
)


@dataclass(frozen=True, slots=True)
class Card:
    """What the search knows of one need type."""

    code: str
    groups: frozenset[str]
    names: tuple[str, ...]
    keywords: tuple[str, ...]
    descriptions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    code: str
    score: int
    words: tuple[str, ...]


class Index:
    """The cards, turned round: which entries hold a term, a phrase, a sound."""

    def __init__(self, cards: Collection[Card]) -> None:
        self.cards = {card.code: card for card in cards}
        self.weights = {card.code: _weights(card) for card in cards}
        self.phrases = {card.code: _phrases(card) for card in cards}
        self.sounds = {card.code: _sounds(card) for card in cards}
        self.holders: dict[str, list[str]] = defaultdict(list)
        for code, weights in self.weights.items():
            for term in weights:
                self.holders[term].append(code)
        self.rarity = {
            term: log2(1 + len(cards) / len(codes)) for term, codes in self.holders.items()
        }

    def search(self, text: str, *, groups: Collection[str] = (), limit: int = 8) -> list[Hit]:
        """The best entries for `text`, best first; none where only faint words fit."""
        text = fold(text)
        tally = Tally()
        self._by_terms(text, tally)
        self._by_phrases(text, tally)
        self._by_meaning(text, tally)
        self._by_sound(text, tally)
        hits = [
            Hit(code, self._fit(code, tally.scores[code], groups), _told(words))
            for code, words in tally.words.items()
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.code))[:limit]

    def _by_terms(self, text: str, tally: "Tally") -> None:
        terms = set(_terms(text))
        for term in terms:
            for code in self.holders.get(term, ()):
                tally.scores[code] += self._worth(term, code)
        for code in list(tally.scores):
            tally.tell(code, _overlaps(text, self.weights[code], single=len(terms) == 1))

    def _by_phrases(self, text: str, tally: "Tally") -> None:
        for code, phrases in self.phrases.items():
            for phrase in phrases:
                if _stands_in(phrase, text):
                    tally.scores[code] += _whole(phrase)
                    tally.tell(code, [phrase])

    def _by_meaning(self, text: str, tally: "Tally") -> None:
        above, below = MEANT
        for word, meant in meanings(text):
            for code, phrases in self.phrases.items():
                worth = sum(self._worth(term, code) for term in _terms(meant) if len(term) > 1)
                if meant in phrases:
                    worth += _whole(meant)
                if worth:
                    tally.scores[code] += worth * above / below
                    tally.tell(code, [word])

    def _by_sound(self, text: str, tally: "Tally") -> None:
        typed = "".join(_LATIN.findall(text))
        if _HANZI.search(text) or len(typed) < 2 or not typed.isalpha():
            return
        for code, sounds in self.sounds.items():
            for phrase, syllables, initials in sounds:
                closeness = _likeness(typed, syllables, initials)
                if closeness:
                    tally.scores[code] += WHOLE * KEYWORD * closeness
                    tally.tell(code, [phrase])

    def _worth(self, term: str, code: str) -> float:
        factor = FAINT if term in _FAINT else SINGLE if len(term) == 1 else PAIR
        return factor * self.rarity.get(term, 0) * self.weights[code].get(term, 0)

    def _fit(self, code: str, score: float, groups: Collection[str]) -> int:
        above, below = OF_GROUP if self.cards[code].groups & set(groups) else (1, 1)
        return max(1, round(score * above / below))


class Tally:
    """The scores of one search, and the shared words that speak for each entry."""

    def __init__(self) -> None:
        self.scores: dict[str, float] = defaultdict(float)
        self.words: dict[str, list[str]] = {}

    def tell(self, code: str, words: list[str]) -> None:
        if words:
            self.words.setdefault(code, []).extend(words)


@lru_cache(maxsize=4)
def index_of(cards: tuple[Card, ...]) -> Index:
    """The index of exactly these cards: an edited card makes another index."""
    return Index(cards)


def _weights(card: Card) -> dict[str, int]:
    weights: dict[str, int] = {}
    for texts, weight in (
        (card.descriptions, DESCRIPTION),
        (card.keywords, KEYWORD),
        (card.names, NAME),
    ):
        for text in texts:
            weights.update({term: max(weight, weights.get(term, 0)) for term in _terms(fold(text))})
    return weights


def _terms(text: str) -> Iterator[str]:
    """Single characters and neighbouring pairs of Chinese; English words without their endings."""
    for run in _HANZI.findall(text):
        yield from run
        yield from (run[i : i + 2] for i in range(len(run) - 1))
    for word in _LATIN.findall(text):
        if len(word) > 1 and word not in _SMALL_WORDS:
            yield _stem(word)


def _stem(word: str) -> str:
    for ending in ("ing", "ies", "ed", "es", "s", "y", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def _phrases(card: Card) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fold(text) for text in (*card.names, *card.keywords)))


def _stands_in(phrase: str, text: str) -> bool:
    if phrase not in text:
        return False
    return bool(_HANZI.match(phrase)) or bool(re.search(rf"\b{re.escape(phrase)}\b", text))


def _sounds(card: Card) -> tuple[tuple[str, tuple[str, ...], str], ...]:
    """Each Chinese name and keyword with its syllables and its initials."""
    return tuple(
        (phrase, tuple(lazy_pinyin(phrase)), "".join(lazy_pinyin(phrase, style=Style.FIRST_LETTER)))
        for phrase in _phrases(card)
        if _HANZI.fullmatch(phrase)
    )


def _whole(phrase: str) -> int:
    return WHOLE * KEYWORD * (len(phrase) if _HANZI.match(phrase) else 4)


def _likeness(typed: str, syllables: tuple[str, ...], initials: str) -> float:
    """How well letters fit a phrase, 0 to 6: its initials, its beginning, whole syllables within."""
    if typed == initials:
        return 3
    if len(typed) < 4:
        return 0
    spelled = "".join(syllables)
    if spelled.startswith(typed):
        return 2 + 4 * len(typed) / len(spelled)
    starts = range(len(syllables))
    return int(
        any(
            "".join(syllables[i:j]) == typed
            for i in starts
            for j in range(i + 2, len(syllables) + 1)
        )
    )


def _overlaps(text: str, weights: dict[str, int], *, single: bool) -> list[str]:
    """The stretches of `text` that the entry also uses, as they were written."""
    found = []
    for run in _HANZI.findall(text):
        if single and run in weights:
            found.append(run)
        start = 0
        for end in range(1, len(run) + 1):
            if end == len(run) or run[end - 1 : end + 1] not in weights:
                stretch = run[start:end]
                if len(stretch) > 1 and not _is_faint(stretch):
                    found.append(stretch)
                start = end
    return found + [word for word in _LATIN.findall(text) if _stem(word) in weights]


def _is_faint(stretch: str) -> bool:
    return all(stretch[i : i + 2] in _FAINT for i in range(len(stretch) - 1))


def _told(words: Iterable[str], longest: int = 5) -> tuple[str, ...]:
    """The reasons worth telling: the longest first, none inside another."""
    told: list[str] = []
    for word in sorted(dict.fromkeys(words), key=len, reverse=True):
        if not any(word in other for other in told):
            told.append(word)
    return tuple(told[:longest])
