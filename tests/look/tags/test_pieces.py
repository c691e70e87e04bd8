from datetime import UTC, datetime, timedelta

import pytest
from django.core.paginator import Paginator
from django.utils.translation import override

from tests.look.drawing import HOSTILE, draw, words

NOW = datetime(2026, 3, 5, 2, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


def test_a_panel_is_named_by_its_title_and_holds_its_content():
    panel = draw(
        "{% panel 'Offers' url='/all' url_label='All' level=3 %}<p>{{ x }}</p>{% endpanel %}",
        x="<b>",
    ).section
    assert panel["aria-label"] == "Offers"
    assert (panel.h3.text, panel.a["href"], panel.p.text) == ("Offers", "/all", "<b>")
    assert draw("{% panel %}x{% endpanel %}").section.get("aria-label") is None


def test_the_way_to_a_page_has_one_name_however_it_is_told():
    told = draw("{% crumbs %}<li><a href='/a'>{{ x }}</a></li>{% endcrumbs %}", x="<b>").nav
    assert (told["aria-label"], told.ol.li.a.text) == ("Where you are", "<b>")
    listed = draw(
        "{% include 'components/breadcrumbs.html' %}", breadcrumbs=[("A", "/a"), ("B", "")]
    )
    assert listed.nav["aria-label"] == "Where you are"
    assert (listed.a["href"], listed.find(attrs={"aria-current": "page"}).text) == ("/a", "B")
    assert draw("<p>{% include 'components/breadcrumbs.html' %}</p>", breadcrumbs=[]).nav is None


def test_a_notice_is_announced_only_if_it_appears_by_itself():
    assert draw("{% notice 'good' live=True %}Saved{% endnotice %}").div["role"] == "status"
    assert draw("{% notice 'good' %}Saved{% endnotice %}").div.get("role") is None


def test_a_fold_is_shut_until_asked_for():
    fold = draw("{% fold 'Why' %}because{% endfold %}").details
    assert (fold.get("open"), words(fold.summary)) == (None, "Why")
    assert draw("{% fold 'Why' open=True %}because{% endfold %}").details.get("open") == ""


def test_a_data_list_offers_to_change_only_what_can_be_changed():
    rows = [("Name", "Li"), ("When", "Tuesday", "/when")]
    listed = draw("{% data_list rows %}", rows=rows)
    assert [words(row) for row in listed.find_all("div")] == ["Name Li", "When Tuesday Change When"]
    assert [a["href"] for a in listed.find_all("a")] == ["/when"]


def test_a_row_leads_to_its_thing_and_offers_the_next_step():
    row = draw(
        "{% list_row 'Bathing' '/n/1' key='n1' version=3 meta='Cloud' next_label='Dispatch'"
        " next_url='/n/1/go' %}{% badge 'x' %}{% endlist_row %}"
    ).li
    assert (row["data-key"], row["data-version"]) == ("n1", "3")
    assert row.find(class_="row__title").a["href"] == "/n/1"
    assert row.find(class_="row__next").a["href"] == "/n/1/go"


def test_a_step_that_changes_something_is_a_post_with_a_token():
    row = draw(
        "{% list_row 'x' next_label='Accept' next_url='/go' next_method='post' %}{% endlist_row %}",
        csrf_token="token",
    )
    assert (row.form["method"], row.form["action"]) == ("post", "/go")
    assert row.form.input["value"] == "token"


def test_a_filter_stays_a_plain_form_and_htmx_only_helps():
    plain = draw("{% filters action='/needs/' %}<input name='q'>{% endfilters %}").form
    assert (plain["method"], plain["action"], plain.get("hx-get")) == ("get", "/needs/", None)
    live = draw("{% filters action='/needs/' live='list' %}{% endfilters %}").form
    assert (live["hx-get"], live["hx-target"]) == ("/needs/", "#list")


def test_a_quick_filter_keeps_the_other_filters_and_begins_at_the_first_page():
    link = draw("{% quick_filter 'Urgent' 'tag' 'urgent' 7 %}", path="/?q=a&page=4").a
    assert (link["href"], link.get("aria-current")) == ("?q=a&tag=urgent", None)
    pressed = draw("{% quick_filter 'Urgent' 'tag' 'urgent' %}", path="/?tag=urgent").a
    assert pressed["aria-current"] == "true"
    everything = draw("{% quick_filter 'All' 'tag' '' %}", path="/?tag=urgent&q=a").a
    assert (everything["href"], everything.get("aria-current")) == ("?q=a", None)


def test_pages_keep_the_query_and_say_where_one_is():
    page = Paginator(range(6000), 20).page(3)
    nav = draw("{% pagination page %}", path="/?q=a&page=3", page=page)
    assert words(nav.span) == "41–60 of 6,000"
    assert nav.find(attrs={"aria-current": "page"}).text.split()[-1] == "3"
    assert nav.find("a", rel="next")["href"] == "?q=a&page=4"
    single = draw("{% pagination page %}", page=Paginator(range(5), 20).page(1))
    assert single.find("a") is None


def test_tabs_may_come_as_tuples_or_as_dicts():
    as_tuples = [("All", "/", True, 12), ("Mine", "/mine", False, None)]
    as_dicts = [
        {"label": "All", "url": "/", "current": True, "count": 12},
        {"label": "Mine", "url": "/mine"},
    ]
    drawn = [draw("{% tabs items %}", items=items) for items in (as_tuples, as_dicts)]
    assert str(drawn[0]) == str(drawn[1])
    assert [a.get("aria-current") for a in drawn[0].find_all("a")] == ["page", None]


def test_the_timeline_tells_when_who_what_and_why():
    entries = [
        {"when": NOW, "who": "Sun station", "what": "Declined", "why": "full", "tone": "bad"},
        {"when": NOW + timedelta(days=1), "what": "Visit", "upcoming": True},
    ]
    first, second = draw("{% timeline entries %}", entries=entries).find_all("li")
    assert words(first) == "Declined 5 Mar 2026, 10:20 · Sun station full"
    assert "timeline__entry--upcoming" in second["class"]


def test_an_empty_list_teaches_the_next_step():
    empty = draw("{% empty 'No needs' next_label='Post one' next_url='/post' %}Why{% endempty %}")
    assert words(empty) == "No needs Why Post one"
    assert empty.a["href"] == "/post"


def test_steps_say_aloud_which_are_done_and_which_is_now():
    items = [("Posted", "done"), ("Dispatch", "current", "today"), ("Visit", "next")]
    steps = draw("{% steps items %}", items=items).find_all("li")
    assert [words(step) for step in steps] == ["Posted (done)", "Dispatch today", "Visit"]
    assert [step.get("aria-current") for step in steps] == [None, "step", None]


def test_whereabouts_leave_out_what_is_not_known():
    full = draw(
        "{% whereabouts 'Offered' 'waiting' next='Answer' due_at=due fraction=0.5 owner='Centre' %}",
        due=NOW + timedelta(hours=3),
        now=NOW,
    )
    assert words(full) == (
        "State now Offered What comes next Answer In whose hands Centre By when 3 h left"
    )
    assert words(draw("{% whereabouts 'Closed' 'done' %}")) == "State now Closed"


def test_a_task_that_cannot_begin_is_no_link():
    tasks = [
        {"title": "A", "url": "/a", "status": "Done", "tone": "done"},
        {"title": "B", "url": "", "status": "Later", "tone": "neutral", "hint": "after A"},
    ]
    drawn = draw("{% task_list tasks %}", tasks=tasks)
    assert [a["href"] for a in drawn.find_all("a")] == ["/a"]
    assert words(drawn) == "A Done B after A Later"


def test_answers_can_be_checked_and_changed_by_section():
    sections = [("Resident", [("Name", "Li")], "/who"), ("Need", [("What", "Bath", "/what")])]
    drawn = draw("{% check_answers sections %}", sections=sections)
    assert [a["href"] for a in drawn.find_all("a")] == ["/who", "/what"]


def test_a_destructive_step_says_its_consequence_and_posts():
    confirm = draw(
        "{% confirm 'Withdraw' consequence='Visits are cancelled.' action='/w' cancel_url='/n' %}"
        "<input name='reason'>{% endconfirm %}",
        csrf_token="token",
    )
    assert (confirm.form["method"], confirm.form["action"]) == ("post", "/w")
    assert words(confirm) == "Visits are cancelled. Withdraw No, go back"
    assert {field["name"] for field in confirm.find_all("input")} == {
        *("csrfmiddlewaretoken", "reason")
    }
    folded = draw("{% confirm 'Withdraw' consequence='…' summary='Withdraw…' %}{% endconfirm %}")
    assert folded.details.get("open") is None


def test_a_search_works_without_scripts_and_chooses_by_radio():
    results = [{"value": 7, "title": "Ms Li", "meta": "Cloud"}]
    box = draw("{% search_box 'resident' '/find' label='Who' q='li' results=r %}", r=results)
    assert box.label["for"] == box.find("input", type="search")["id"]
    assert (box.button["name"], box.button["value"]) == ("_search", "resident")
    assert box.button.get("formnovalidate") == ""
    radio = box.find("input", type="radio")
    assert (radio["name"], radio["value"]) == ("resident", "7")
    assert box.find("input", type="search")["hx-get"] == "/find"


def test_a_search_that_finds_nothing_says_what_to_do():
    box = draw("{% search_box 'resident' label='Who' q='zzz' results=r %}", r=[])
    assert "Nothing found for “zzz”" in words(box)
    untouched = draw("{% search_box 'resident' label='Who' %}")
    assert "Nothing found" not in words(untouched)


def test_a_slip_has_its_code_in_letters_and_as_a_picture():
    slip = draw("{% slip 'Follow' 'N26-1' url='https://example.org/f' %}Keep this{% endslip %}")
    assert slip.find(class_="slip__code").text == "N26-1"
    assert slip.find("svg", class_="qr").title.text == "QR code: opens the page of N26-1"


@pytest.mark.parametrize(
    "source",
    [
        "{% panel hostile id='x' url='/x' url_label=hostile %}{{ hostile }}{% endpanel %}",
        "{% notice 'bad' hostile %}{{ hostile }}{% endnotice %}",
        "{% fold hostile %}{{ hostile }}{% endfold %}",
        "{% data_list rows %}",
        "{% list_row hostile '/x' key=hostile version=hostile meta=hostile next_label=hostile"
        " next_url='/x' %}{{ hostile }}{% endlist_row %}",
        "{% filters label=hostile %}{{ hostile }}{% endfilters %}",
        "{% quick_filter hostile 'q' hostile 1 %}",
        "{% tabs items hostile %}",
        "{% timeline entries %}",
        "{% empty hostile next_label=hostile next_url='/x' %}{{ hostile }}{% endempty %}",
        "{% steps rows hostile %}",
        "{% whereabouts hostile 'bad' next=hostile due=hostile owner=hostile %}",
        "{% task_list tasks %}",
        "{% check_answers sections %}",
        "{% confirm hostile consequence=hostile summary=hostile %}{{ hostile }}{% endconfirm %}",
        "{% side_panel hostile '/x' %}{{ hostile }}{% endside_panel %}",
        "{% search_box 'x' label=hostile hint=hostile q=hostile results=tasks chosen=entry %}",
        "{% slip hostile hostile url=hostile rows=rows %}{{ hostile }}{% endslip %}",
        "{% way_cards tasks %}",
    ],
)
def test_hostile_text_stays_text(source):
    entry = dict.fromkeys(("who", "what", "why", "title", "meta", "value", "text"), HOSTILE)
    soup = draw(
        source,
        path="/?q=" + HOSTILE,
        hostile=HOSTILE,
        rows=[(HOSTILE, HOSTILE, HOSTILE)],
        items=[(HOSTILE, HOSTILE, True, 1)],
        entries=[{**entry, "when": NOW}],
        entry=entry,
        tasks=[{**entry, "url": HOSTILE, "status": HOSTILE, "hint": HOSTILE}],
        sections=[(HOSTILE, [(HOSTILE, HOSTILE, HOSTILE)], HOSTILE)],
    )
    assert not soup.find_all(["script", "img"])
