from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import Permission

from marketplace.accounts.models import User
from marketplace.journal.models import Entry
from marketplace.kernel.errors import Malformed, NotAllowed
from marketplace.workdays.actions import publish_year, set_day
from marketplace.workdays.models import PublishedYear, SpecialDay
from marketplace.workdays.queries import calendar

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
MONDAY, SUNDAY = date(2027, 2, 8), date(2027, 1, 31)


@pytest.fixture
def editor():
    user = User.objects.create(username="editor", display_name="演示编辑")
    user.user_permissions.add(Permission.objects.get(codename="change_specialday"))
    return user


@pytest.fixture
def stranger():
    return User.objects.create(username="stranger", display_name="演示路人")


def told():
    return [(e.thread, e.verb, e.changes) for e in Entry.objects.order_by("id")]


def test_a_weekday_off_and_a_sunday_worked_are_set_and_told(editor):
    set_day(MONDAY, is_working=False, name_zh="春节", name_en="Spring Festival", by=editor, at=NOW)
    set_day(SUNDAY, is_working=True, name_zh="春节调休", by=editor, at=NOW)
    assert not calendar().is_working_day(MONDAY)
    assert calendar().is_working_day(SUNDAY)
    assert told() == [
        (
            "year:2027",
            "set_day",
            {
                "is_working": [None, False],
                "name_zh": [None, "春节"],
                "name_en": [None, "Spring Festival"],
            },
        ),
        (
            "year:2027",
            "set_day",
            {"is_working": [None, True], "name_zh": [None, "春节调休"], "name_en": [None, ""]},
        ),
    ]


def test_setting_a_day_twice_the_same_changes_and_tells_nothing(editor):
    for _again in range(2):
        set_day(MONDAY, is_working=False, name_zh="春节", by=editor, at=NOW)
    assert [verb for _thread, verb, _changes in told()] == ["set_day"]


def test_a_new_name_is_told_with_the_old_one(editor):
    set_day(MONDAY, is_working=False, name_zh="春节", by=editor, at=NOW)
    set_day(MONDAY, is_working=False, name_zh="除夕", by=editor, at=NOW)
    assert told()[-1][2] == {"name_zh": ["春节", "除夕"]}


def test_a_day_that_is_as_any_other_again_leaves_the_table(editor):
    set_day(MONDAY, is_working=False, name_zh="春节", by=editor, at=NOW)
    assert set_day(MONDAY, is_working=True, by=editor, at=NOW, reason="误录") is None
    assert not SpecialDay.objects.filter(on=MONDAY).exists()
    entry = Entry.objects.latest("id")
    assert (entry.verb, entry.subject, entry.reason) == (
        "clear_day",
        "specialday:2027-02-08",
        "误录",
    )


def test_a_plain_day_set_to_what_it_is_tells_nothing(editor):
    assert set_day(MONDAY, is_working=True, by=editor, at=NOW) is None
    assert told() == []


@pytest.mark.parametrize("name", ["", "　 ", "春\x00节", "春" * 41, "\ud800"])
def test_a_special_day_needs_a_storable_name(editor, name):
    with pytest.raises(Malformed) as refusal:
        set_day(MONDAY, is_working=False, name_zh=name, by=editor, at=NOW)
    assert set(refusal.value.fields) == {"name_zh"}
    assert not SpecialDay.objects.filter(on=MONDAY).exists()


@pytest.mark.parametrize("day", [date(1, 1, 1), date(9999, 12, 31)])
def test_a_year_that_nobody_plans_is_refused(editor, day):
    with pytest.raises(Malformed) as refusal:
        set_day(day, is_working=False, name_zh="假日", by=editor, at=NOW)
    assert refusal.value.code == "far_year"


def test_a_year_becomes_published_and_its_clocks_certain(editor):
    new_year = datetime(2026, 12, 31, 2, tzinfo=UTC)
    assert calendar().add_working_days(new_year, 1).provisional
    publish_year(2027, source="国办发明电〔演示〕1号", by=editor, at=NOW)
    PublishedYear.objects.get_or_create(year=2026, defaults={"source": "演示"})
    assert not calendar().add_working_days(new_year, 1).provisional
    assert told() == [
        ("year:2027", "publish_year", {"source": "国办发明电〔演示〕1号", "new": True})
    ]


def test_only_who_was_given_the_calendar_may_change_it(stranger, editor):
    editor.is_active = False
    for user in (stranger, editor):
        with pytest.raises(NotAllowed):
            set_day(MONDAY, is_working=False, name_zh="春节", by=user, at=NOW)
        with pytest.raises(NotAllowed):
            publish_year(2027, source="演示", by=user, at=NOW)
    assert told() == []
    assert not PublishedYear.objects.filter(year=2027).exists()
