"""At the door: check in, write down, check out, or say why not."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from marketplace.supervision.models import Alert, AlertKind
from marketplace.workorders.actions import add_photo, check_in
from marketplace.workorders.choices import IncidentKind, OfferState, OrderState, VisitState
from marketplace.workorders.models import Visit, VisitPhoto
from tests import makers
from tests.desks.field.side import NAME, WORDS, another_side
from tests.hostile import KEPT, TOO_LONG, UNSTORABLE
from tests.makers import ADDRESS, SECRETS, at, later

SLUGS = ("check-in", "check-out", "log", "move", "cancel", "miss", "incident", "photo")


def text_of(answer) -> str:
    return answer.content.decode()


def send(browser, side, visit, slug, **told):
    return browser.post(side.url("visit_step", visit.pk, slug), told)


def picture(kind: str = "JPEG", side: int = 64) -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (side, side), "orange").save(out, kind)
    return SimpleUploadedFile("door.jpg", out.getvalue())


def there(side, **how) -> Visit:
    visit = side.planned(at=later(hours=1), **how)
    return check_in(visit, companion="演示·同伴", by=side.user, at=later(hours=1))


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def two_persons(scene) -> None:
    """Nobody goes alone to this kind of work."""
    scene.need_type.helpers = 2
    scene.need_type.save(update_fields=["helpers"])


# -- the days -------------------------------------------------------------------------------------


def test_visits_are_grouped_by_day_and_what_was_not_written_down_comes_first(side, browser, clock):
    order = side.accepted()
    for hours in (1, 26, 50, 5):
        side.planned(order, at=later(hours=hours))
    clock.at = later(hours=3)
    days = browser.get(side.url("visits")).context["days"]
    assert [(heading, len(rows)) for heading, rows in days] == [
        ("Not written down yet", 1),
        ("Today · Wed 21 Oct", 1),
        ("Tomorrow · Thu 22 Oct", 1),
        ("Fri 23 Oct", 1),
    ]


def test_past_visits_are_a_list_of_their_own(side, browser):
    done, coming = side.visited(), side.planned(at=later(days=2))
    shown = browser.get(side.url("visits") + "?show=past").context["days"]
    assert [row.visit for _, rows in shown for row in rows] == [done]
    shown = browser.get(side.url("visits")).context["days"]
    assert [row.visit for _, rows in shown for row in rows] == [coming]


def test_the_days_take_as_many_queries_for_one_visit_as_for_a_hundred(side, browser):
    side.many(1, OfferState.ACCEPTED)
    with CaptureQueriesContext(connection) as one:
        browser.get(side.url("visits"))
    side.many(99, OfferState.ACCEPTED)
    with CaptureQueriesContext(connection) as many:
        page = browser.get(side.url("visits"))
    assert sum(len(rows) for _, rows in page.context["days"]) == 20
    assert len(many) == len(one) <= 8


# -- coming and going -------------------------------------------------------------------------------


def test_at_the_door_there_is_who_where_and_one_big_button(side, browser):
    visit = side.planned()
    page = text_of(browser.get(side.url("visit", visit.pk)))
    for shown in (NAME, ADDRESS, f"tel:{SECRETS['phone']}", WORDS, "We are here: check in"):
        assert shown in page, shown
    for never in (SECRETS["id_number"], SECRETS["health_note"], SECRETS["birth_on"]):
        assert never not in page
    assert page.count("button--primary") == 1


def test_before_the_day_checking_in_is_one_tap_behind(side, browser):
    visit = side.planned(at=later(days=1))
    page = text_of(browser.get(side.url("visit", visit.pk)))
    assert "We are there earlier than planned" in page
    assert "button--primary" not in page
    assert send(browser, side, visit, "check-in").status_code == 302


def test_somebody_comes_writes_down_and_goes(side, browser, clock):
    visit = side.planned()
    url = side.url("visit", visit.pk)
    assert send(browser, side, visit, "check-in").url == url
    visit.refresh_from_db()
    assert (visit.state, visit.checked_in_at) == (VisitState.UNDER_WAY, clock.at)
    page = text_of(browser.get(url))
    assert 'name="record"' in page
    assert "Check out" in page
    came, clock.at = clock.at, clock.at + timedelta(minutes=40)
    assert send(browser, side, visit, "check-out", record="陪着吃了午饭").url == url
    visit.refresh_from_db()
    assert (visit.state, visit.record) == (VisitState.DONE, "陪着吃了午饭")
    assert (visit.checked_in_at, visit.checked_out_at) == (came, clock.at)
    after = browser.get(url)
    assert "陪着吃了午饭" in text_of(after)
    assert str(after.context["first_way"].label) == "Report the work as done"
    visit.work_order.refresh_from_db()
    assert visit.work_order.state == OrderState.IN_PROGRESS


def test_a_double_tap_and_a_stale_page_are_told_so(side, browser):
    visit = side.planned()
    assert send(browser, side, visit, "check-out", record="早了").status_code == 409
    send(browser, side, visit, "check-in")
    again = send(browser, side, visit, "check-in")
    assert again.status_code == 409
    assert "This is not possible any more" in text_of(again)
    send(browser, side, visit, "check-out", record="好")
    again = send(browser, side, visit, "check-out", record="又一次")
    assert again.status_code == 409
    assert "又一次" in text_of(again)
    visit.refresh_from_db()
    assert visit.record == "好"


@pytest.mark.parametrize("record", ["", "  ", UNSTORABLE["nul"], UNSTORABLE["bell"], TOO_LONG])
def test_a_record_that_cannot_be_kept_is_refused(volunteer, as_user, record):
    visit = there(volunteer)
    browser = as_user(volunteer.user)
    answer = send(browser, volunteer, visit, "check-out", record=record)
    assert answer.status_code == 422
    visit.refresh_from_db()
    assert visit.state == VisitState.UNDER_WAY


@pytest.mark.parametrize("record", KEPT.values(), ids=KEPT.keys())
def test_a_record_is_kept_as_written_and_shown_escaped(volunteer, as_user, record):
    visit = there(volunteer)
    browser = as_user(volunteer.user)
    assert send(browser, volunteer, visit, "check-out", record=record).status_code == 302
    visit.refresh_from_db()
    assert visit.record == record
    assert "<script>alert" not in text_of(browser.get(volunteer.url("visit", visit.pk)))


# -- who came ---------------------------------------------------------------------------------------


def test_people_of_the_organization_are_ticked(organization, as_user):
    ours = [makers.make_worker(organization.organization) for _ in range(2)]
    makers.make_worker(organization.organization, name="演示离职", left_on=later().date())
    browser, visit = as_user(organization.worker()), organization.planned()
    form = browser.get(organization.url("visit", visit.pk)).context["form"]
    assert set(form.fields["workers"].queryset) == set(ours)
    send(browser, organization, visit, "check-in", workers=[ours[1].pk])
    assert set(visit.workers.all()) == {ours[1]}


def test_who_came_last_time_is_ticked_in_advance(organization, as_user, clock):
    ours = [makers.make_worker(organization.organization) for _ in range(3)]
    order, browser = organization.accepted(), as_user(organization.user)
    first, second = (organization.planned(order, at=later(hours=h)) for h in (1, 3))
    form = browser.get(organization.url("visit", first.pk)).context["form"]
    assert form.fields["workers"].initial == []
    send(browser, organization, first, "check-in", workers=[ours[2].pk])
    send(browser, organization, first, "check-out", record="好")
    form = browser.get(organization.url("visit", second.pk)).context["form"]
    assert form.fields["workers"].initial == [ours[2].pk]


def test_two_different_people_must_come_where_two_are_wanted(two_persons, organization, as_user):
    one, two = (makers.make_worker(organization.organization) for _ in range(2))
    browser, visit = as_user(organization.user), organization.planned()
    assert "2 different people must come." in text_of(
        browser.get(organization.url("visit", visit.pk))
    )
    for workers in ([], [one.pk], [one.pk, one.pk]):
        answer = send(browser, organization, visit, "check-in", workers=workers)
        assert answer.status_code == 409
        assert "This service needs 2 different people; name them all." in text_of(answer)
    visit.refresh_from_db()
    assert visit.state == VisitState.PLANNED
    done = send(browser, organization, visit, "check-in", workers=[one.pk, two.pk])
    assert done.status_code == 302


def test_a_volunteer_names_who_came_along_where_two_are_wanted(two_persons, volunteer, as_user):
    browser, visit = as_user(volunteer.user), volunteer.planned()
    assert send(browser, volunteer, visit, "check-in").status_code == 422
    alone = send(browser, volunteer, visit, "check-in", companion=str(visit.offer.volunteer))
    assert alone.status_code == 409
    assert send(browser, volunteer, visit, "check-in", companion="演示·同伴").status_code == 302


@pytest.mark.parametrize("who", ["stranger", "left", "0", "x", str(10**30), "\x00"])
def test_strangers_cannot_be_ticked(organization, as_user, who):
    known = {
        "stranger": makers.make_worker().pk,
        "left": makers.make_worker(organization.organization, left_on=later().date()).pk,
    }
    browser, visit = as_user(organization.user), organization.planned()
    answer = send(browser, organization, visit, "check-in", workers=[known.get(who, who)])
    assert answer.status_code == 422
    visit.refresh_from_db()
    assert visit.state == VisitState.PLANNED


# -- afterwards -------------------------------------------------------------------------------------


def test_a_visit_is_written_down_afterwards(side, browser, clock):
    visit = side.planned()
    clock.at = later(hours=5)
    url = side.url("visit_step", visit.pk, "log")
    form = browser.get(url).context["form"]
    assert form.initial["came_at"] == visit.planned_from
    told = {"came_at": "2026-10-21T10:35", "left_at": "2026-10-21T11:20", "record": "补记"}
    assert browser.post(url, told).status_code == 302
    visit.refresh_from_db()
    assert visit.state == VisitState.DONE
    assert (visit.checked_in_at, visit.checked_out_at) == (
        at("2026-10-21", "10:35"),
        at("2026-10-21", "11:20"),
    )


@pytest.mark.parametrize(
    ("came", "left"),
    [
        ("2026-10-21T11:20", "2026-10-21T10:35"),
        ("2026-10-20T10:35", "2026-10-21T11:20"),
        ("2026-10-21T10:35", "2026-10-22T11:20"),
        ("0001-01-01T00:00", "2026-10-21T11:20"),
        ("2026-10-21T10:35", "9999-12-31T23:59"),
        ("2026-02-30T10:35", "2026-10-21T11:20"),
        ("", ""),
        ("\x00", "昨天"),
    ],
)
def test_times_that_do_not_fit_are_refused_with_nothing_half_stored(
    volunteer, as_user, clock, came, left
):
    visit = volunteer.planned()
    clock.at = later(hours=5)
    told = {"came_at": came, "left_at": left, "record": "补记"}
    answer = send(as_user(volunteer.user), volunteer, visit, "log", **told)
    assert answer.status_code == 422
    assert "补记" in text_of(answer)
    visit.refresh_from_db()
    assert (visit.state, visit.checked_in_at) == (VisitState.PLANNED, None)


# -- otherwise ----------------------------------------------------------------------------------------


def test_a_visit_is_moved(side, browser):
    visit = side.planned()
    url = side.url("visit_step", visit.pk, "move")
    form = browser.get(url).context["form"]
    assert (form.initial["minutes"], str(form.initial["starts"])) == (60, "10:30:00")
    told = {"day": "2026-10-23", "starts": "15:00", "minutes": "90", "reason": "老人要去医院"}
    assert browser.post(url, told).url == side.url("visit", visit.pk)
    visit.refresh_from_db()
    assert (visit.planned_from, visit.planned_until) == (
        at("2026-10-23", "15:00"),
        at("2026-10-23", "16:30"),
    )


@pytest.mark.parametrize("day", ["2026-10-20", "2028-01-01", "9999-12-31", "0001-01-01", "x", ""])
def test_a_visit_cannot_be_moved_to_a_day_that_cannot_be(volunteer, as_user, day):
    visit = volunteer.planned()
    told = {"day": day, "starts": "15:00", "minutes": "90"}
    assert send(as_user(volunteer.user), volunteer, visit, "move", **told).status_code == 422
    visit.refresh_from_db()
    assert visit.planned_from == later(minutes=30)


def test_a_visit_is_cancelled(side, browser):
    visit = side.planned()
    assert send(browser, side, visit, "cancel", reason="居民出门了").status_code == 302
    visit.refresh_from_db()
    assert visit.state == VisitState.CANCELLED
    assert send(browser, side, visit, "check-in").status_code == 409


@pytest.mark.parametrize("kind", IncidentKind.values)
def test_a_visit_that_did_not_take_place_says_why(volunteer, as_user, kind):
    visit = volunteer.planned()
    browser = as_user(volunteer.user)
    told = {"kind": kind, "text": "敲门没有人应"}
    assert send(browser, volunteer, visit, "miss", **told).status_code == 302
    visit.refresh_from_db()
    assert visit.state == VisitState.MISSED
    assert "敲门没有人应" in text_of(browser.get(volunteer.url("visit", visit.pk)))
    alerted = Alert.objects.filter(kind=AlertKind.INCIDENT).exists()
    assert alerted == (kind in ("health", "fall", "abuse"))


def test_an_incident_reaches_the_dispatch_centre(side, browser):
    visit = there(side)
    told = {"kind": "fall", "text": "在厨房滑倒"}
    assert send(browser, side, visit, "incident", **told).url == side.url("visit", visit.pk)
    assert Alert.objects.filter(kind=AlertKind.INCIDENT, need=visit.work_order.need).exists()
    assert "在厨房滑倒" in text_of(browser.get(side.url("visit", visit.pk)))


@pytest.mark.parametrize("slug", ["miss", "incident"])
@pytest.mark.parametrize(
    "told",
    [
        {},
        {"kind": "nonsense"},
        {"kind": "other"},
        {"kind": "fall", "text": UNSTORABLE["nul"]},
        {"kind": "fall", "text": TOO_LONG},
    ],
)
def test_what_happened_must_be_said_in_a_way_that_can_be_kept(volunteer, as_user, slug, told):
    visit = there(volunteer)
    assert send(as_user(volunteer.user), volunteer, visit, slug, **told).status_code == 422
    visit.refresh_from_db()
    assert visit.state == VisitState.UNDER_WAY
    assert not visit.incidents.exists()


# -- photos -------------------------------------------------------------------------------------------


def test_a_photo_is_added_and_shown_to_us_alone(side, browser, as_user):
    visit = there(side)
    assert send(browser, side, visit, "photo", image=picture()).status_code == 302
    photo = VisitPhoto.objects.get()
    url = side.url("visit_photo", visit.pk, photo.pk)
    assert url in text_of(browser.get(side.url("visit", visit.pk)))
    answer = browser.get(url)
    assert b"".join(answer.streaming_content)[:3] == b"\xff\xd8\xff"
    assert answer["Content-Type"] == "image/jpeg"
    assert "no-store" in answer["Cache-Control"]
    stranger = another_side(side.name, side.scene)
    assert as_user(stranger.user).get(url).status_code == 404


@pytest.mark.parametrize(
    "image",
    [
        SimpleUploadedFile("door.jpg", b"<script>alert(1)</script>"),
        SimpleUploadedFile("door.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        SimpleUploadedFile("door.jpg", b""),
        "no file",
    ],
    ids=["script", "svg", "empty", "text"],
)
def test_what_is_no_picture_is_refused(volunteer, as_user, image):
    visit = there(volunteer)
    assert send(as_user(volunteer.user), volunteer, visit, "photo", image=image).status_code == 422
    assert not VisitPhoto.objects.exists()


def test_a_photo_is_found_only_under_its_own_visit(volunteer, as_user):
    visit, other = there(volunteer), volunteer.visited()
    photo = add_photo(visit, picture(), by=volunteer.user, at=later(hours=1))
    browser = as_user(volunteer.user)
    for pk, number in ((other.pk, photo.pk), (visit.pk, photo.pk + 1), (visit.pk, 10**40)):
        assert browser.get(volunteer.url("visit_photo", pk, number)).status_code == 404


# -- who ----------------------------------------------------------------------------------------------


def test_a_visit_of_somebody_else_does_not_exist(side, browser):
    visit = another_side(side.name, side.scene).planned()
    assert browser.get(side.url("visit", visit.pk)).status_code == 404
    for slug in SLUGS:
        url = side.url("visit_step", visit.pk, slug)
        assert browser.get(url).status_code == 404
        assert browser.post(url, {"record": "x", "kind": "fall"}).status_code == 404
    assert browser.get(side.url("visits")).context["days"] == []
    visit.refresh_from_db()
    assert visit.state == VisitState.PLANNED


def test_a_step_that_is_not_open_leads_back_to_where_the_visit_stands(side, browser, clock):
    done = side.visited()
    clock.at = later(hours=3)
    opened = {
        slug
        for slug in SLUGS
        if browser.get(side.url("visit_step", done.pk, slug)).status_code == 200
    }
    assert opened == {"incident", "photo"}
    assert browser.get(side.url("visit_step", done.pk, "nonsense")).status_code == 404


@pytest.mark.parametrize("pk", [0, 2**63, 10**40])
def test_a_number_that_no_visit_has_is_404(volunteer, as_user, pk):
    assert as_user(volunteer.user).get(volunteer.url("visit", pk)).status_code == 404


def test_the_page_of_a_visit_takes_a_bounded_number_of_queries(side, browser):
    visit = there(side)
    for _ in range(3):
        add_photo(visit, picture(), by=side.user, at=later(hours=1))
    with CaptureQueriesContext(connection) as made:
        browser.get(side.url("visit", visit.pk))
    assert len(made) <= 16
