import logging
import sys

import pytest
from django.conf import settings
from django.utils.log import DEFAULT_LOGGING

from marketplace.kernel.discretion import Discreet, cover


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("called 15400007788 twice", "called *** twice"),
        ("tel154 0000-7788.", "tel***."),
        ("id 320113194605010026!", "id ***!"),
        ("id=32011319460501002x", "id=***"),
        ("line 025-85551234, 0512-6555123", "line ***, ***"),
        ("Not Found: /r/ACDE34679FGH/rate/", "Not Found: /r/***/rate/"),
        ("Gone: /api/requests/ACDE34679FGH", "Gone: /api/requests/***"),
        ('"GET /needs/?q=%E7%8E%8B HTTP/1.1" 200', '"GET /needs/*** HTTP/1.1" 200'),
        ("refused\nDETAIL:  Failing row contains (1, 王).\nCONTEXT: x", "refused\n***\nCONTEXT: x"),
    ],
)
def test_what_could_tell_of_somebody_is_covered(said, written):
    assert cover(said) == written


@pytest.mark.parametrize(
    "said",
    [
        "Round 12: 160 orders, 540 providers, certificate optimal",
        "order XQ-20261122-0001-1",
        "took 1764091442 ms at 2026-11-25 23:44:02,123",
        "resident 77, entry 1234567",
    ],
)
def test_what_tells_nobody_is_left_as_it_is(said):
    assert cover(said) == said


def test_an_exception_is_covered_with_the_line_it_comes_with():
    try:
        raise ValueError("13812345678 is no number")
    except ValueError:
        record = logging.LogRecord(
            "x", logging.ERROR, "f", 1, "Request %s failed", ("abc",), sys.exc_info()
        )
    written = Discreet().format(record)
    assert "Request abc failed" in written
    assert "ValueError: *** is no number" in written
    assert "13812345678" not in written


def test_every_line_has_one_way_out_and_it_is_discreet():
    told = settings.LOGGING
    assert set(told["handlers"]) == {"console"}
    assert told["formatters"][told["handlers"]["console"]["formatter"]]["()"].endswith(".Discreet")
    for name in DEFAULT_LOGGING["loggers"]:
        assert told["loggers"][name]["handlers"] == [], f"{name} has a way out of its own"
