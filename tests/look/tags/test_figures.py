from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override

from tests.look.drawing import HOSTILE, draw, words

NOW = datetime(2026, 3, 5, 2, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


def fill_width(soup):
    return soup.find("rect", class_="track__fill")["width"]


def test_a_clock_is_as_long_as_the_time_that_is_gone():
    clock = draw("{% clock 0.375 '3 h left' label='Accept' %}")
    assert clock.div["class"] == ["clock", "clock--running"]
    assert fill_width(clock) == "37.5"
    assert words(clock) == "Accept 3 h left"


def test_a_late_clock_is_full_and_says_so_without_colour():
    clock = draw("{% clock 4.2 '' due_at=due %}", due=NOW - timedelta(hours=1), now=NOW)
    assert clock.div["class"] == ["clock", "clock--breached"]
    assert fill_width(clock) == "100"
    assert words(clock.time) == "1 h overdue"
    assert clock.time["data-relative"] == "due"


def test_a_stopped_clock_does_not_go_on():
    clock = draw("{% clock 0.5 'on time' stopped=True due_at=due %}", due=NOW, now=NOW)
    assert clock.div["class"] == ["clock", "clock--stopped"]
    assert clock.time is None


def test_a_clock_without_a_fraction_draws_no_bar():
    assert draw("{% clock None 'by plan' %}").find("rect") is None


def test_capacity_up_to_twenty_is_blocks_and_more_is_a_bar():
    blocks = draw("{% capacity 3 5 unit='visits' %}")
    assert len(blocks.find_all(class_="capacity__used")) == 3
    assert len(blocks.find_all(class_="capacity__free")) == 2
    assert words(blocks) == "3 of 5 visits"
    assert fill_width(draw("{% capacity 30 120 %}")) == "25"


def test_more_than_full_is_full_and_nothing_of_nothing_too():
    assert len(draw("{% capacity 9 5 %}").find_all(class_="capacity__used")) == 5
    assert words(draw("{% capacity 0 0 %}")) == "0 of 0 · no place left"


def test_a_stat_draws_the_line_to_reach():
    stat = draw("{% stat 'Satisfied' 93.2 unit='%' target=95 %}")
    assert (fill_width(stat), stat.line["x1"]) == ("93.2", "95")
    assert words(stat) == "Satisfied 93.2 % Target 95"
    assert "tone-warn" in stat.svg["class"]
    assert "tone-good" in draw("{% stat 'Late' 2 target=5 better='low' %}").svg["class"]
    assert words(draw("{% stat 'Unknown' None %}")) == "Unknown –"


def test_satisfaction_shows_rate_interval_and_the_half():
    plot = draw("{% satisfaction 0.932 0.88 0.965 1270 target=0.95 %}")
    interval = plot.find(class_="satisfaction__interval")
    assert (interval["x1"], interval["x2"]) == ("88%", "96.5%")
    assert plot.find(class_="satisfaction__dot")["cx"] == "93.2%"
    assert plot.find(class_="satisfaction__threshold")["x1"] == "50%"
    assert words(plot) == "93% between 88% and 96% · 1270 answers limit 50% target 95%"


def test_nobody_asked_is_not_nought():
    assert words(draw("{% satisfaction None %}")) == "Nobody has been asked yet"
    assert "0%" in words(draw("{% satisfaction 0 answers=4 %}"))


def test_the_funnel_tells_counts_shares_and_ways_on():
    funnel = draw("{% funnel stages %}", stages=[("Posted", 6214, "/a"), ("Done", 3107)])
    assert [words(row) for row in funnel.find_all("li")] == ["Posted 6,214", "Done 3,107 50%"]
    assert [a["href"] for a in funnel.find_all("a")] == ["/a"]


SQUARE = [(0, 0), (10, 0), (10, 10), (0, 10)]


def areas():
    return [
        {"name": "A", "points": SQUARE, "value": 4, "url": "/a", "note": "one late"},
        {"name": "B", "points": [(10, 0), (20, 0), (20, 10), (10, 10)], "value": None},
        {"name": "C", "x": 15, "y": 5, "value": 0, "group": "East"},
    ]


def test_the_map_shades_each_area_and_links_those_with_an_address():
    drawn = draw("{% district_map areas value_label='Open needs' %}", areas=areas())
    shapes = drawn.find_all(class_="map__area")
    assert [shape["class"][1] for shape in shapes] == ["shade-5", "shade-none", "shade-0"]
    links = drawn.svg.find_all("a")
    assert [(a["href"], a["aria-label"]) for a in links] == [("/a", "A: 4, one late")]
    assert drawn.svg["aria-label"] == "Open needs"


def test_the_map_says_the_same_as_a_table_and_a_legend():
    drawn = draw("{% district_map areas value_label='Open needs' %}", areas=areas())
    rows = [words(row) for row in drawn.find("tbody").find_all("tr")]
    assert rows == ["A 4", "B not known", "East C 0"]
    assert [words(li) for li in drawn.find(class_="legend").find_all("li")] == [
        *("not known", "0", "1–4")
    ]
    assert draw("{% district_map areas table=False %}", areas=areas()).table is None


def test_dots_on_the_map_have_the_shape_of_their_urgency_and_a_name():
    dots = [
        {"x": 5, "y": 5, "name": "No food", "code": "urgent", "url": "/n"},
        {"x": 1, "y": 1, "name": "Plain", "code": ""},
    ]
    drawn = draw("{% district_map areas dots=dots %}", areas=areas(), dots=dots)
    assert [dot["class"] for dot in drawn.find_all(class_="map__dot")] == [
        ["map__dot", "tag-urgent"],
        ["map__dot"],
    ]
    assert drawn.find("a", attrs={"aria-label": "No food"})["href"] == "/n"
    assert drawn.find("svg", attrs={"aria-label": "Plain"})["role"] == "img"


def test_an_empty_map_is_no_error():
    assert draw("{% district_map areas %}", areas=[]).find(class_="map")


def test_bars_are_measured_by_the_longest_or_by_the_whole():
    rows = [("a", 50), ("b", 25, "a quarter", "/b"), ("c", None)]
    bars = draw("{% bar_rows rows target=40 %}", rows=rows)
    assert [bar["width"] for bar in bars.find_all(class_="bars__fill")] == ["100%", "50%", "0%"]
    assert [words(text) for text in bars.find_all(class_="bars__text")] == ["50", "a quarter", "–"]
    assert bars.line["x1"] == "80%"
    whole = draw("{% bar_rows rows out_of=100 %}", rows=rows)
    assert [bar["width"] for bar in whole.find_all(class_="bars__fill")] == ["50%", "25%", "0%"]


def test_decimals_draw_like_any_other_number():
    assert fill_width(draw("{% clock n '' %}", n=Decimal("0.25"))) == "25"
    assert fill_width(draw("{% stat 'x' n target=95 %}", n=Decimal("93.2"))) == "93.2"
    plot = draw("{% satisfaction n low high 3 %}", n=Decimal("0.5"), low=Decimal("0.2"), high=1)
    assert words(plot).startswith("50% between 20% and 100%")
    bars = draw("{% bar_rows rows out_of=10 %}", rows=[("a", Decimal("2.5"))])
    assert bars.find(class_="bars__fill")["width"] == "25%"
    area = {"name": "A", "points": SQUARE, "value": Decimal("2.5")}
    assert "A 2.5" in words(draw("{% district_map areas %}", areas=[area]).table)


def test_progress_can_be_read_aloud():
    bar = draw("{% progress 3 12 'Loading' %}").div
    assert (bar["aria-valuenow"], bar["aria-valuemax"], bar["aria-label"]) == ("3", "12", "Loading")
    assert fill_width(bar) == "25"


def test_a_spark_line_ends_where_the_last_value_is():
    line = draw("{% sparkline values %}", values=[0, 5, 10])
    assert line.polyline["points"] == "4,28 60,16 116,4"
    assert (line.circle["cx"], line.circle["cy"]) == ("116.0", "4.0")
    assert line.svg["aria-label"] == "from 0 to 10"
    assert draw("{% sparkline values %}", values=[]).svg is None
    assert draw("{% sparkline values %}", values=[3]).circle


def test_a_qr_code_is_a_drawing_with_a_name_and_no_style():
    code = draw("{% qr text 'Follow' %}", text="https://example.org/f/1?a=b&c=d").svg
    assert (code["role"], code.title.text) == ("img", "Follow")
    assert code.get("style") is None
    assert code.path["d"]


@pytest.mark.parametrize(
    "source",
    [
        "{% clock 0.5 hostile label=hostile %}",
        "{% capacity 1 2 hostile hostile %}",
        "{% stat hostile hostile unit=hostile note=hostile url='/x' %}",
        "{% satisfaction 0.5 label=hostile %}",
        "{% funnel stages label=hostile %}",
        "{% district_map areas outlines dots hostile hostile unit=hostile %}",
        "{% sparkline numbers hostile %}",
        "{% bar_rows bars hostile %}",
        "{% progress 1 2 hostile %}",
        "{% qr hostile hostile %}",
    ],
)
def test_hostile_text_stays_text(source):
    soup = draw(
        source,
        hostile=HOSTILE,
        numbers=[1, 2],
        stages=[(HOSTILE, 3, HOSTILE)],
        bars=[(HOSTILE, 3, HOSTILE, HOSTILE)],
        areas=[{"name": HOSTILE, "points": SQUARE, "value": 1, "url": HOSTILE, "note": HOSTILE}],
        outlines=[{"name": HOSTILE, "points": SQUARE}],
        dots=[{"x": 1, "y": 1, "name": HOSTILE, "code": HOSTILE, "url": HOSTILE}],
    )
    assert not soup.find_all(["script", "img"])
