from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import TemplateSyntaxError
from django.utils.translation import override

from marketplace.look.icons import LINES, SIGNS
from tests.look.drawing import HOSTILE, draw, html, words

NOW = datetime(2026, 3, 5, 2, 20, tzinfo=UTC)


def test_an_urgency_has_its_word_its_shape_and_its_own_colour():
    drawn = {
        code: draw("{% urgency code word %}", code=code, word="x").find("span") for code in SIGNS
    }
    assert {code: tag["class"] for code, tag in drawn.items()} == {
        "urgent": ["tag", "tag-urgent"],
        "safety_net": ["tag", "tag-safety-net"],
        "needs_care": ["tag", "tag-needs-care"],
        "monitoring": ["tag", "tag-monitoring"],
    }
    assert len({tag.path["d"] for tag in drawn.values()}) == 4
    assert all(words(tag) == "x" for tag in drawn.values())


def test_an_unknown_urgency_still_shows_its_word():
    assert words(draw("{% urgency 'other' 'Something' %}")) == "Something"


def test_a_mistaken_tone_or_icon_fails_at_once():
    with pytest.raises(ValueError, match="no such tone"):
        html("{% state 'Word' 'purple' %}")
    with pytest.raises(KeyError):
        html("{% icon 'unicorn' %}")
    with pytest.raises(TemplateSyntaxError):
        html("{% badge %}")


def test_what_ends_before_a_day_lasts_to_the_day_before():
    assert (
        words(draw("<p>{{ day|last_day|date:'Y-m-d' }}</p>", day=date(2027, 3, 1))) == "2027-02-28"
    )
    assert words(draw("<p>{{ day|last_day|default:'open' }}</p>", day=None)) == "open"


def test_a_button_posts_and_with_an_address_it_is_a_link():
    button = draw("{% button 'Accept' kind='primary' name='answer' value='yes' %}").button
    assert (button["type"], button["name"], button["value"]) == ("submit", "answer", "yes")
    assert button["class"] == ["button", "button--primary"]
    link = draw("{% button 'Open' href='/x?a=1&b=2' hx_get='/y' hx_boost=True %}").a
    assert (link["href"], link["hx-get"], link["hx-boost"]) == ("/x?a=1&b=2", "/y", "")


def test_a_key_is_shown_and_pressed_unless_told_otherwise():
    assert draw("{% button 'Next' kbd='N' %}").button["data-shortcut"] == "n"
    assert words(draw("{% button 'Next' kbd='N' %}").kbd) == "N"


def test_an_icon_speaks_only_if_it_has_a_label():
    assert draw("{% icon 'clock' %}").svg["aria-hidden"] == "true"
    spoken = draw("{% icon 'clock' 'Time' %}").svg
    assert (spoken["role"], spoken["aria-label"]) == ("img", "Time")


@pytest.mark.parametrize("name", sorted(LINES))
def test_every_icon_draws(name):
    assert draw("{% icon name %}", name=name).path["d"] == LINES[name]


def test_when_tells_the_distance_and_keeps_the_moment():
    with override("en"):
        time = draw("{% when moment %}", moment=NOW - timedelta(hours=2), now=NOW).time
        assert words(time) == "2 h ago"
        assert time["title"] == "5 Mar 2026, 08:20"
        assert time["datetime"] == "2026-03-05T00:20:00+00:00"
        assert words(draw("{% when moment False %}", moment=NOW)) == "5 Mar 2026, 10:20"
        assert html("{% when moment %}", moment=None) == ""


@pytest.mark.parametrize(
    "source",
    [
        "{% badge hostile %}",
        "{% state hostile %}",
        "{% urgency 'urgent' hostile %}",
        "{% button hostile name=hostile value=hostile data_note=hostile icon='plus' kbd='k' %}",
        "{% button hostile href='/x' %}",
        "{% icon 'pin' hostile %}",
        "{% avatar hostile %}",
        "{% kbd hostile %}",
        "{% copy hostile %}",
        "{% masked hostile '/reveal' %}",
    ],
)
def test_hostile_text_stays_text(source):
    soup = draw(source, hostile=HOSTILE)
    assert not soup.find_all(["script", "img"])
