import pytest
from django.db import IntegrityError, connection, transaction

from marketplace.accounts.choices import Role
from marketplace.journal.queries import thread_of
from marketplace.kernel.errors import Hidden, Malformed, NotAllowed, RuleBroken
from marketplace.satisfaction import actions, queries
from marketplace.satisfaction.choices import ComplaintState, VerdictChannel
from marketplace.satisfaction.models import Complaint, Verdict
from marketplace.satisfaction.rules import Tally
from marketplace.workorders.actions import confirm_order, fail_order
from tests import makers
from tests.journeys.scene import Scene, manager_of
from tests.makers import later

pytestmark = pytest.mark.django_db

LINK, PHONE, HOME_VISIT = VerdictChannel


@pytest.fixture(scope="module")
def kept_scene(stage):
    return stage.keep("scene", found_scene)


def found_scene() -> Scene:
    scene = Scene()
    scene.service()
    return scene


def hear(order, *, score=5, channel=PHONE, by=None, at=None, **more) -> Verdict:
    return actions.give_verdict(
        order, score=score, channel=channel, by=by, at=at or later(days=2), **more
    )


def test_the_resident_answers_through_the_link_and_nobody_has_asked(scene):
    order = scene.delivered()
    verdict = hear(order, score=4, channel=LINK, comment="护理员很好 👍 䶮")
    verdict.refresh_from_db()
    assert (verdict.score, verdict.asked_by, verdict.by_proxy, verdict.comment) == (
        4,
        None,
        False,
        "护理员很好 👍 䶮",
    )
    entry = thread_of(order.need).last()
    assert (entry.verb, entry.actor, entry.changes) == (
        "give_verdict",
        None,
        {"score": 4, "channel": "link", "by_proxy": False},
    )
    assert "很好" not in f"{entry.changes}{entry.reason}"


@pytest.mark.parametrize("channel", [PHONE, HOME_VISIT])
def test_staff_ask_and_are_named(scene, channel):
    verdict = hear(scene.delivered(), channel=channel, by=scene.steward, by_proxy=True)
    assert (verdict.asked_by, verdict.by_proxy) == (scene.steward, True)
    evaluator = makers.make_staff(Role.EVALUATOR)
    other = scene.delivered(_accepted(scene))
    assert hear(other, by=scene.steward, asked_by=evaluator).asked_by == evaluator


def _accepted(scene):
    order = scene.ordered(resident=makers.make_resident(scene.community))
    return scene.accepted(scene.offered(order))


def test_whoever_did_the_work_does_not_ask_how_it_was(scene):
    order = scene.delivered()
    manager = manager_of(order.offers.get())
    makers.make_staff(Role.STEWARD, scene.community, user=manager)
    colleague = makers.make_member(order.offers.get().service.organization, "worker")
    for who in (
        {"by": makers.fresh(manager)},
        {"by": scene.steward, "asked_by": manager},
        {"by": scene.steward, "asked_by": colleague},
    ):
        with pytest.raises(NotAllowed) as refusal:
            hear(order, **who)
        assert refusal.value.code == "performer"
    assert not Verdict.objects.exists()


def test_a_volunteer_does_not_ask_about_their_own_work():
    scene = Scene()
    makers.make_volunteer(community=scene.community)
    order = scene.delivered()
    volunteer = manager_of(order.offers.get())
    with pytest.raises(NotAllowed):
        hear(order, by=scene.steward, asked_by=volunteer)


@pytest.mark.parametrize("kind", ["service", "volunteer"])
def test_the_database_itself_refuses_to_let_the_provider_ask(kind):
    scene = Scene()
    if kind == "service":
        scene.service()
    else:
        makers.make_volunteer(community=scene.community)
    order = scene.delivered()
    performer = manager_of(order.offers.get())
    told = {"work_order": order, "score": 5, "channel": PHONE, "given_at": later()}
    with pytest.raises(IntegrityError, match="own work"), transaction.atomic():
        Verdict.objects.create(**told, asked_by=performer)
    verdict = Verdict.objects.create(**told, asked_by=scene.steward)
    with pytest.raises(IntegrityError, match="own work"), transaction.atomic():
        Verdict.objects.filter(pk=verdict.pk).update(asked_by=performer)


def test_strangers_hear_nothing(scene):
    order = scene.delivered()
    stranger = makers.make_staff(Role.STEWARD, makers.make_community(number=2))
    with pytest.raises(NotAllowed):
        hear(order, by=stranger)
    assert not Verdict.objects.exists()


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"score": 0}, "score"),
        ({"score": 6}, "score"),
        ({"score": 4.5}, "score"),
        ({"score": "5"}, "score"),
        ({"channel": "rumour"}, "channel"),
        ({"channel": PHONE, "by": None}, "channel"),
        ({"channel": LINK, "by": None, "by_proxy": True}, "by_proxy"),
        ({"comment": "长" * 2001}, "comment"),
        ({"comment": "空\x00"}, "comment"),
    ],
)
def test_what_cannot_be_a_verdict_is_refused_by_name(scene, told, field):
    order = scene.delivered()
    with pytest.raises(Malformed) as refusal:
        hear(order, **({"by": scene.steward} | told))
    assert list(refusal.value.fields) == [field]
    assert not Verdict.objects.exists()


def test_a_link_has_nobody_who_asked(scene):
    order = scene.delivered()
    with pytest.raises(Malformed):
        hear(order, channel=LINK, asked_by=scene.steward)


def test_an_order_is_judged_once_and_not_before_it_is_delivered(scene):
    order = scene.accepted()
    with pytest.raises(RuleBroken) as refusal:
        hear(order, by=scene.steward)
    assert refusal.value.code == "not_delivered"
    order = scene.delivered(order)
    hear(order, score=2, by=scene.steward)
    with pytest.raises(RuleBroken) as refusal:
        hear(order, score=5, channel=LINK)
    assert refusal.value.code == "heard_before"
    assert Verdict.objects.get().score == 2


def test_answers_are_counted_for_the_provider_who_did_the_work(scene, django_assert_num_queries):
    service = scene.delivered().offers.get().service
    first = scene.delivered(_accepted(scene))
    hear(first, score=4, by=scene.steward)
    second = scene.delivered(_accepted(scene))
    hear(second, score=3, by=scene.steward)
    third = scene.delivered(_accepted(scene))
    hear(third, score=1, by=scene.steward)
    confirm_order(first, by=scene.steward, at=later(days=2))
    fail_order(third, by=scene.steward, at=later(days=2))
    with django_assert_num_queries(1):
        told = queries.tally_of_services_and_volunteers()
    assert told == {(service.pk, None): Tally(1, 3)}
    long_ago = queries.tally_of_organizations(later(days=-1))
    assert long_ago == {service.organization_id: Tally(1, 3)}
    assert queries.tally_of_organizations(later(days=30)) == {}


def test_verdicts_are_seen_with_their_orders_and_complaints_by_staff_only(scene):
    order = scene.delivered()
    provider = manager_of(order.offers.get())
    verdict = hear(order, score=1, by=scene.steward)
    complaint = actions.complain(
        order.need, text="没来", work_order=order, by=None, at=later(days=2)
    )
    stranger = makers.make_staff(Role.STEWARD, makers.make_community(number=2))
    for user, verdicts, complaints in [
        (scene.steward, {verdict}, {complaint}),
        (scene.officer, {verdict}, {complaint}),
        (provider, {verdict}, set()),
        (stranger, set(), set()),
    ]:
        assert set(queries.visible_to(user)) == verdicts
        assert set(queries.complaints_visible_to(user)) == complaints


def test_a_complaint_is_received_answered_and_closed(scene):
    need = scene.posted()
    complaint = actions.complain(need, text="两周没有人来", by=scene.steward, at=later(days=14))
    assert list(queries.open_complaints(scene.officer)) == [complaint]
    with pytest.raises(RuleBroken):
        actions.close_complaint(complaint, by=scene.officer, at=later(days=15))
    actions.answer_complaint(complaint, answer="已换机构", by=scene.officer, at=later(days=15))
    assert list(queries.open_complaints(scene.officer)) == []
    actions.answer_complaint(
        complaint, answer="已换机构，周三上门", by=scene.officer, at=later(days=15)
    )
    actions.close_complaint(complaint, by=scene.officer, at=later(days=16))
    complaint.refresh_from_db()
    assert (complaint.state, complaint.answer, complaint.answered_by) == (
        ComplaintState.CLOSED,
        "已换机构，周三上门",
        scene.officer,
    )
    entries = thread_of(need).filter(subject=f"complaint:{complaint.pk}")
    assert [entry.verb for entry in entries] == [
        "complain",
        "answer_complaint",
        "answer_complaint",
        "close_complaint",
    ]
    assert not any("机构" in f"{entry.changes}{entry.reason}" for entry in entries)


def test_complaints_are_answered_by_officers_and_read_by_nobody_else(scene):
    complaint = actions.complain(scene.posted(), text="没人来", by=None, at=later())
    for user in (scene.steward, makers.make_user()):
        with pytest.raises(NotAllowed):
            actions.answer_complaint(complaint, answer="x", by=user, at=later())
    with pytest.raises(Malformed):
        actions.answer_complaint(complaint, answer="  ", by=scene.officer, at=later())
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM satisfaction_complaint WHERE id = %s", [complaint.pk])
        assert "没人来" not in str(cursor.fetchone()[0])


def test_a_complaint_has_words_and_belongs_to_its_need(scene):
    order, need = scene.delivered(), makers.make_need(community=scene.community)
    with pytest.raises(Malformed):
        actions.complain(need, text=" ", by=None, at=later())
    with pytest.raises(RuleBroken):
        actions.complain(need, text="没人来", work_order=order, by=None, at=later())
    with pytest.raises((NotAllowed, Hidden)):
        actions.complain(need, text="没人来", by=makers.make_user(), at=later())
    assert not Complaint.objects.exists()
