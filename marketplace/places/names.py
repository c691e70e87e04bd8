"""What a place is called: the bureau's list names committees, people name places. Pure."""

import re
from collections.abc import Callable
from functools import cache

# The list names the committee that runs a place; people mean the place.
_COMMITTEE = re.compile(r"(?:居民委员会|居委会|村民委员会|村委会)$")
_NOTE = re.compile(r"[（(][^（）()]*[）)]$")

# How the kinds of place are called in English, by the end of the Chinese name.
_KINDS = {
    "社区": "Community",
    "村": "Village",
    "街道": "Subdistrict",
    "镇": "Town",
    "乡": "Township",
    "高新技术产业开发区": "High-Tech Development Zone",
    "经济技术开发区": "Economic and Technological Development Zone",
    "经济开发区": "Economic Development Zone",
    "开发区": "Development Zone",
    "新区": "New Area",
    "管理区": "Administrative Area",
    "生活区": "Living Quarters",
    "区": "District",
    "县": "County",
    "旗": "Banner",
    "市": "City",
    "农场": "Farm",
    "林场": "Forest Farm",
}

# Ends of a name that pinyin writes as a word of their own: Yaohua Xincun, not Yaohuaxincun.
_OWN_WORDS = re.compile(
    "(新村|[一二三四五六]村|花园|家园|佳园|嘉园|雅居|雅苑|名苑|人家|山庄|新苑|小区|公寓|花苑|家苑|"
    "[东南西北]苑|广场|大院)$"
)


def place_name(official: str) -> str:
    """尧化社区 for 尧化社区居委会, 孟北村 for 孟北村委会, 翠竹园社区 for 翠竹园居委会."""
    official = _NOTE.sub("", official) or official
    place = _COMMITTEE.sub("", official)
    if place == official or place.endswith("社区"):
        return place
    if official[len(place)] == "居":
        return f"{place}社区"
    return place if place.endswith("村") else f"{place}村"


def english_name(place: str) -> str:
    """Pinyin with the kind of place in English: Yaohua Community, Shibuqiao Village."""
    place = re.sub("[（()）]", "", place)
    kind = max((end for end in _KINDS if place.endswith(end)), key=len, default="")
    proper = place.removesuffix(kind)
    if not proper:
        return _pinyin(place)
    return f"{_words(proper)} {_KINDS[kind]}" if kind else _words(proper)


def _words(name: str) -> str:
    return " ".join(_pinyin(word) for word in _OWN_WORDS.split(name) if word)


def _pinyin(word: str) -> str:
    """One capitalised word; an apostrophe parts syllables that could be read otherwise (Yao'an)."""
    first, *rest = _syllables()(word)
    return first.capitalize() + "".join(f"'{s}" if s[0] in "aoe" else s for s in rest)


@cache
def _syllables() -> Callable[[str], list[str]]:
    # The dictionary takes a second to load and is wanted once in the life of a district.
    from pypinyin import lazy_pinyin

    return lambda word: [s.strip() for s in lazy_pinyin(word, v_to_u=True) if s.strip()] or [word]
