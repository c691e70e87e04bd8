"""Free text proposes need types: Chinese as people type it, pinyin, initials, English. Pure.

A Chinese text is its characters and its pairs of neighbouring characters; what few entries share
weighs more than what many share, a keyword found whole weighs most. Scores are integers that only
rank: they compare entries under one text, never two texts. A person decides.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from math import log2

from marketplace.catalogue.sounding import (
    Sound,
    is_spelled,
    likeness,
    sound_of,
    spoken,
    syllables_in,
)
from marketplace.catalogue.wording import FAINT_TERMS, SMALL_WORDS, fold, meanings, says, synonyms

NAME, KEYWORD, DESCRIPTION = 4, 4, 1
# A pair of characters, a single one, a pair that says little, and a character of a whole keyword.
PAIR, SINGLE, FAINT, WHOLE = 6, 1, 1, 80
# What somebody means counts less than what they wrote; but whoever writes that word alone means just this.
MEANT, MEANT_ALONE = (2, 3), (3, 2)
# What scores less than this part of the best is not worth reading.
WORTHWHILE = 8
# A character is a guess where one entry in so many, or fewer, uses it.
FEW = 12
# Whom a need is for is often known: its own groups count half as much again.
OF_GROUP = (3, 2)

_HANZI = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_LATIN = re.compile("[a-z0-9]+")


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


class Tally:
    """The scores of one search, and the shared words that speak for each entry."""

    def __init__(self) -> None:
        self.scores: dict[str, int] = defaultdict(int)
        self.words: dict[str, list[str]] = {}

    def tell(self, code: str, words: list[str]) -> None:
        if words:
            self.words.setdefault(code, []).extend(words)


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
        pairs: dict[tuple[str, str], set[str]] = defaultdict(set)
        for code, sounds in self.sounds.items():
            for _, syllables, _ in sounds:
                for pair in pairwise(syllables):
                    pairs[pair].add(code)
        self.syllables = frozenset(one for pair in pairs for one in pair)
        self.pair_rarity = {
            pair: round(8 * log2(1 + len(cards) / len(codes))) for pair, codes in pairs.items()
        }
        self.rarity = {
            term: round(8 * log2(1 + len(cards) / len(codes)))
            for term, codes in self.holders.items()
        }

    def search(self, text: str, *, groups: Collection[str] = (), limit: int = 8) -> list[Hit]:
        """The best entries for `text`, best first; none where only faint words fit."""
        text = fold(text)
        tally = Tally()
        self._by_code(text, tally)
        self._by_terms(text, tally)
        self._by_phrases(text, tally)
        self._by_meaning(text, tally)
        self._by_sound(text, tally)
        best = max((tally.scores[code] for code in tally.words), default=0)
        hits = [
            Hit(code, self._fit(code, tally.scores[code], groups), _told(words))
            for code, words in tally.words.items()
            if tally.scores[code] * WORTHWHILE >= best
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.code))[:limit]

    def guess(self, text: str, *, limit: int = 8) -> list[Hit]:
        """For a text that `search` finds nothing for: what shares two neighbouring syllables with it, however they
        are written; failing that, a character that few entries use."""
        text = fold(text)
        tally = Tally()
        self._by_syllables(text, tally)
        if not tally.words:
            self._by_characters(text, tally)
        best = max(tally.scores.values(), default=0)
        hits = [
            Hit(code, tally.scores[code], _told(words))
            for code, words in tally.words.items()
            if tally.scores[code] * 2 >= best
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.code))[:limit]

    def _by_syllables(self, text: str, tally: Tally) -> None:
        """Letters speak for all that sounds so; characters for what differs in one of two, as slips do."""
        spelled = {
            pair
            for run in syllables_in(_LATIN.findall(text), self.syllables)
            for pair in pairwise(run)
        }
        written = {
            pair: set(near) - FAINT_TERMS
            for run in _HANZI.findall(text)
            for pair, near in zip(pairwise(spoken(run)), pairwise(run), strict=False)
        }
        for code, sounds in self.sounds.items():
            for phrase, syllables, _ in sounds:
                common = {
                    pair
                    for pair, near in zip(pairwise(syllables), pairwise(phrase), strict=False)
                    if pair in spelled or written.get(pair, set()).intersection(near)
                }
                if common:
                    worth = sum(self.pair_rarity[pair] for pair in common)
                    tally.scores[code] += worth * WHOLE * len(common) // (len(syllables) - 1)
                    tally.tell(code, [phrase])

    def _by_characters(self, text: str, tally: Tally) -> None:
        for run in _HANZI.findall(text):
            for character in dict.fromkeys(run):
                holders = [
                    code
                    for code in self.holders.get(character, ())
                    if self.weights[code][character] >= KEYWORD
                ]
                if character not in FAINT_TERMS and len(holders) * FEW <= len(self.cards):
                    for code in holders:
                        tally.scores[code] += self.rarity[character]
                        tally.tell(code, [character])

    def _by_code(self, text: str, tally: Tally) -> None:
        for code in self.cards:
            if code.casefold() in text:
                tally.scores[code] += WHOLE * KEYWORD * len(code)
                tally.tell(code, [code])

    def _by_terms(self, text: str, tally: Tally) -> None:
        terms = dict.fromkeys(_terms(text))
        for term in terms:
            for code in self.holders.get(term, ()):
                tally.scores[code] += self._worth(term, code)
        for code in list(tally.scores):
            tally.tell(code, _overlaps(text, self.weights[code], single=len(terms) == 1))

    def _by_phrases(self, text: str, tally: Tally) -> None:
        for code, phrases in self.phrases.items():
            for phrase in phrases:
                if says(text, phrase, whole=True):
                    tally.scores[code] += _whole(phrase)
                    tally.tell(code, [phrase])

    def _by_meaning(self, text: str, tally: Tally) -> None:
        for word, meant in meanings(text):
            self._mean(word, meant, tally, MEANT_ALONE if word == text.strip() else MEANT)

    def _mean(self, word: str, meant: str, tally: Tally, share: tuple[int, int]) -> None:
        """Somebody wrote `word`, which the catalogue calls `meant`."""
        above, below = share
        for code, phrases in self.phrases.items():
            worth = sum(self._worth(term, code) for term in _terms(meant) if len(term) > 1)
            if meant in phrases:
                worth += _whole(meant)
            if worth:
                tally.scores[code] += worth * above // below
                tally.tell(code, [word])

    def _by_sound(self, text: str, tally: Tally) -> None:
        typed = "".join(_LATIN.findall(text))
        if _HANZI.search(text) or len(typed) < 2 or not typed.isalpha():
            return
        for code, sounds in self.sounds.items():
            near = [(likeness(typed, told, initials), phrase) for phrase, told, initials in sounds]
            # Many phrases that begin alike are no better than one.
            closeness = max((close for close, _ in near), default=0)
            if closeness:
                tally.scores[code] += WHOLE * KEYWORD * closeness
                tally.tell(code, [phrase for close, phrase in near if close == closeness])
        for (word, syllables, initials), means in _sounds_of_meanings():
            if is_spelled(typed, syllables, initials):
                for meant in means:
                    self._mean(word, meant, tally, MEANT)

    def _worth(self, term: str, code: str) -> int:
        factor = FAINT if term in FAINT_TERMS else SINGLE if len(term) == 1 else PAIR
        return factor * self.rarity.get(term, 0) * self.weights[code].get(term, 0)

    def _fit(self, code: str, score: int, groups: Collection[str]) -> int:
        above, below = OF_GROUP if self.cards[code].groups & set(groups) else (1, 1)
        return score * above // below


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
        if len(word) > 1 and word not in SMALL_WORDS:
            yield _stem(word)


def _stem(word: str) -> str:
    for ending in ("ing", "ies", "ed", "es", "s", "y", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def _phrases(card: Card) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fold(text) for text in (*card.names, *card.keywords)))


def _sounds(card: Card) -> tuple[Sound, ...]:
    """Of each Chinese name and keyword."""
    return tuple(sound_of(phrase) for phrase in _phrases(card) if _HANZI.fullmatch(phrase))


@cache
def _sounds_of_meanings() -> tuple[tuple[Sound, tuple[str, ...]], ...]:
    """Of each colloquial word, with what it means."""
    return tuple((sound_of(word), means) for word, means in synonyms() if _HANZI.fullmatch(word))


def _whole(phrase: str) -> int:
    return WHOLE * KEYWORD * (len(phrase) if _HANZI.match(phrase) else 4)


def _overlaps(text: str, weights: dict[str, int], *, single: bool) -> list[str]:
    """The stretches of `text` that the entry also uses, as they were written."""
    found = []
    for run in _HANZI.findall(text):
        if single and run in weights and run not in FAINT_TERMS:
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
    return all(stretch[i : i + 2] in FAINT_TERMS for i in range(len(stretch) - 1))


def _told(words: Iterable[str], longest: int = 5) -> tuple[str, ...]:
    """The reasons worth telling: the longest first, none inside another."""
    told: list[str] = []
    for word in sorted(dict.fromkeys(words), key=len, reverse=True):
        if not any(word in other for other in told):
            told.append(word)
    return tuple(told[:longest])
