import pytest
from django.db import IntegrityError, transaction

from marketplace.journal.queries import thread_of
from marketplace.kernel.errors import Hidden, Malformed, NotAllowed, RuleBroken
from marketplace.organizations import actions
from marketplace.organizations.choices import OrganizationKind, OrganizationState
from marketplace.organizations.lifecycle import ORGANIZATION
from marketplace.organizations.models import Organization
from marketplace.organizations.rules import make_uscc
from tests import hostile, makers
from tests.makers import NOW

USCC = make_uscc(9001, kind=OrganizationKind.SERVICE_INSTITUTION)


def register(town, **changed):
    told = {
        "uscc": USCC,
        "name_zh": "演示·暖阳社工服务中心",
        "name_en": "Demo Sunshine Centre",
        "kind": OrganizationKind.SERVICE_INSTITUTION,
        "legal_representative": "演示·李某",
        "phone": "025-85550000",
        "community": town.here,
    }
    by, at = changed.pop("by", town.bureau), changed.pop("at", NOW)
    return actions.register_organization(actions.Applicant(**{**told, **changed}), by=by, at=at)


def test_an_organization_is_registered_listed_and_moves_in(town):
    organization = register(town)
    assert organization.state == OrganizationState.REGISTERED
    actions.list_organization(organization, by=town.bureau, at=NOW)
    actions.admit_organization(organization, by=town.bureau, at=NOW)
    organization.refresh_from_db()
    assert organization.state == OrganizationState.RESIDENT
    assert [entry.verb for entry in thread_of(organization)] == [
        "register_organization",
        "list_organization",
        "admit_organization",
    ]


def wide(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) for sign in text)


@pytest.mark.parametrize("typed", [USCC.lower(), f" {USCC[:9]} {USCC[9:]} ", wide(USCC)])
def test_a_code_is_kept_in_one_form_however_it_was_typed(town, typed):
    assert register(town, uscc=typed).uscc == USCC


@pytest.mark.parametrize(
    "uscc",
    [
        "",
        USCC[:-1] + ("0" if USCC[-1] != "0" else "1"),
        USCC[:17],
        hostile.TOO_LONG,
        *hostile.UNSTORABLE.values(),
        *hostile.KEPT.values(),
    ],
)
def test_a_wrong_code_is_refused_and_named(town, uscc):
    with pytest.raises(Malformed) as refusal:
        register(town, uscc=uscc)
    assert set(refusal.value.fields) == {"uscc"}


def test_the_code_belongs_to_the_kind_of_organization(town):
    with pytest.raises(Malformed, match="uscc_of_another_kind"):
        register(town, kind=OrganizationKind.FOUNDATION)


@pytest.mark.parametrize(
    "again", [{"name_zh": "演示·另一个名字"}, {"uscc": make_uscc(9002, kind="service_institution")}]
)
def test_the_same_code_or_name_is_registered_once(town, again):
    register(town)
    with pytest.raises(RuleBroken, match="already_registered"):
        register(town, **again)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name_zh", ""),
        ("name_zh", "　"),
        ("name_zh", "长" * 101),
        ("name_zh", hostile.UNSTORABLE["nul"]),
        ("legal_representative", hostile.UNSTORABLE["lone surrogate"]),
        ("introduction_zh", hostile.TOO_LONG),
        ("phone", "没有电话"),
        ("kind", "club"),
        ("kind", None),
    ],
)
def test_what_is_wrong_is_named_and_nothing_stays(town, field, value):
    before = Organization.objects.count()
    with pytest.raises(Malformed) as refusal:
        register(town, **{field: value})
    assert set(refusal.value.fields) == {field}
    assert Organization.objects.count() == before


@pytest.mark.parametrize("name", hostile.KEPT.values(), ids=hostile.KEPT)
def test_unusual_names_are_kept(town, name):
    organization = register(town, name_zh=name)
    organization.refresh_from_db()
    assert organization.name_zh == name


@pytest.mark.parametrize("who", ["manager", "dispatcher", "officer", "bureau_abroad", "stranger"])
def test_only_the_bureau_of_the_place_registers(town, who):
    with pytest.raises(NotAllowed):
        register(town, by=getattr(town, who))


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("manager", NotAllowed),
        ("dispatcher", NotAllowed),
        ("officer", NotAllowed),
        ("manager_of_other", Hidden),
        ("bureau_abroad", Hidden),
        ("stranger", Hidden),
    ],
)
def test_only_the_bureau_suspends(town, who, refusal):
    with pytest.raises(refusal):
        actions.suspend_organization(
            town.organization, reason="演示", by=getattr(town, who), at=NOW
        )
    town.organization.refresh_from_db()
    assert town.organization.state == OrganizationState.RESIDENT


def test_a_suspension_has_a_reason_that_ends_with_it(town):
    actions.suspend_organization(town.organization, reason="年检未通过", by=town.bureau, at=NOW)
    town.organization.refresh_from_db()
    assert town.organization.suspended_for == "年检未通过"
    actions.resume_organization(town.organization, by=town.bureau, at=NOW)
    town.organization.refresh_from_db()
    assert (town.organization.state, town.organization.suspended_for) == ("resident", "")


@pytest.mark.parametrize("reason", [*hostile.EMPTY, hostile.TOO_LONG, *hostile.UNSTORABLE.values()])
def test_a_reason_must_be_given_and_storable(town, reason):
    for act in (actions.suspend_organization, actions.remove_organization):
        with pytest.raises(Malformed) as refusal:
            act(town.organization, reason=reason, by=town.bureau, at=NOW)
        assert set(refusal.value.fields) == {"reason"}


@pytest.mark.parametrize("state", OrganizationState.values)
def test_every_step_is_one_of_the_table_in_the_actions_and_in_the_database(town, state):
    steps = {
        "list": actions.list_organization,
        "admit": actions.admit_organization,
        "suspend": lambda o, **k: actions.suspend_organization(o, reason="演示", **k),
        "resume": actions.resume_organization,
        "remove": lambda o, **k: actions.remove_organization(o, reason="演示", **k),
    }
    taken = set()
    for verb, act in steps.items():
        organization = makers.make_organization(state, community=town.here)
        try:
            act(organization, by=town.bureau, at=NOW)
            taken.add(verb)
        except RuleBroken as refusal:
            assert refusal.code == "wrong_step"  # noqa: PT017
            organization.refresh_from_db()
            assert organization.state == state
    assert taken == {verb for verb in steps if ORGANIZATION.allows(state, verb)}

    reached = {step.target for step in ORGANIZATION.steps if state in step.sources} | {state}
    for other in OrganizationState.values:
        organization = makers.make_organization(state, community=town.here)
        rows = Organization.objects.filter(pk=organization.pk)
        try:
            with transaction.atomic():
                rows.update(state=other, suspended_for="演示")
            assert other in reached
        except IntegrityError:
            assert other not in reached


def test_an_organization_keeps_its_code(town):
    with pytest.raises(IntegrityError), transaction.atomic():
        Organization.objects.filter(pk=town.organization.pk).update(uscc=USCC)


def test_the_quality_label_comes_and_goes_with_a_word_in_the_journal(town):
    for is_quality in (True, True, False):
        actions.label_quality(town.organization, is_quality=is_quality, by=town.bureau, at=NOW)
    told = [entry.changes["is_quality"] for entry in thread_of(town.organization)]
    assert told == [[False, True], [True, False]]
