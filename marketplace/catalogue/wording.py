"""How people write: the form in which texts are compared, and what colloquial words mean. Pure."""

import csv
import re
import unicodedata
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"
_UNREADABLE = re.compile(
    "[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)

# Characters and pairs of them that say little about what is needed.
FAINT_TERMS = frozenset(
    "的 了 是 在 有 我 你 他 她 不 人 要 个 一个 个人 几个 这个 那个 没人 有人 人来 有没 没有 什么 怎么 "
    "怎样 时候 现在 已经 还是 可以 就是 不是 是不 能不 不能 不会 不了 不想 不肯 不敢 不见 不好 不知 知道 "
    "自己 突然 地方 意思 想要 想找 希望 需要 家里 在家 里的 出去 想出 天天 每天 多年 年没 好多 有点 一下 "
    "一直 一次 没空 干不 去学 和孩 做点 全天 人吃 的活 来看 上门 帮忙".split()
)
SMALL_WORDS = frozenset(
    "a an and are at be by can for from has have he her him his i in is it me my no not of on or our "
    "she someone somebody that the their them they to us we who will with need needs want wants "
    "help".split()
)


def fold(text: str, *, longest: int = 500) -> str:
    """Half-width, lower case, simplified; what stands after `longest` characters is not read."""
    text = _UNREADABLE.sub(" ", text[:longest])
    return unicodedata.normalize("NFKC", text).casefold().translate(_simplified())


def meanings(text: str) -> list[tuple[str, str]]:
    """(word as written, word of the catalogue) for each colloquial word in the folded `text`."""
    return [(word, meant) for word, means in synonyms() if says(text, word) for meant in means]


def says(text: str, phrase: str, *, whole: bool = False) -> bool:
    """Whether a folded text holds a phrase; letters only from the beginning of a word, with whatever ending or, if
    `whole`, with none."""
    if phrase not in text:
        return False
    if not phrase[:1].isascii():
        return True
    return bool(re.search(rf"\b{re.escape(phrase)}" + (r"\b" if whole else ""), text))


@cache
def _simplified() -> dict[int, str]:
    """Common traditional characters, from OpenCC's TSCharacters (Apache-2.0)."""
    return {ord(row["traditional"]): row["simplified"] for row in _rows("traditional.csv")}


@cache
def synonyms() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(colloquial word, words of the catalogue)."""
    return tuple((row["word"], tuple(row["means"].split("|"))) for row in _rows("synonyms.csv"))


def _rows(name: str) -> list[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
