"""Rare names: set where there is type for them, told by their code where there is none, never dropped."""

import doctest

from fontTools.ttLib import TTFont

from marketplace.desks.papers import face
from marketplace.desks.papers.face import FILE, settable


def test_the_examples_in_the_description_hold():
    assert not doctest.testmod(face).failed


def test_the_typeface_has_what_names_and_papers_need_and_its_licence_lies_beside_it():
    known = TTFont(FILE).getBestCmap()
    for needed in ("䶮", "𬱟", "，。：；“”《》％〓", "Élodie — · × ≥", "①⑩Ａ１"):
        assert settable(needed, known) == needed
    assert settable("吉祥𠮷", known) == "吉祥〓(U+20BB7)"
    assert settable("a\x00\u200b\ufe0f🙂", known) == "a〓(U+1F642)"
    assert FILE.stat().st_size < 4_000_000
    assert "SIL OPEN FONT LICENSE" in (FILE.parent / "OFL.txt").read_text()
