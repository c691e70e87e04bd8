import json
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from marketplace.accounts.choices import Role
from marketplace.households import actions
from marketplace.households.bulk import (
    HouseholdDraft,
    ResidentDraft,
    build_resident_rows,
    rebuild_lookups,
    store_rows,
)
from marketplace.households.choices import Basis, LowIncomeStatus, Purpose
from marketplace.households.models import Consent, Household, Lookup, Resident
from marketplace.households.queries import consents_in_force, find_residents
from marketplace.journal.models import Entry
from marketplace.journal.queries import verify
from marketplace.kernel.errors import Malformed, RuleBroken
from tests.households.people import ADDRESS, CHILD, CONSENTS, GUARDIAN, HER, HER_ID, leaks
from tests.makers import NOW, make_community, make_group, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def steward():
    return make_staff(Role.STEWARD, make_community())


def household(steward, *residents, number="H-DEMO-1", **given):
    make_group("E"), make_group("M")
    return HouseholdDraft(
        **{
            "number": number,
            "community_id": make_community().pk,
            "address": ADDRESS,
            "low_income_status": LowIncomeStatus.DIBAO,
            **given,
        },
        residents=residents,
        by=steward,
        at=NOW,
    )


def draft(groups="E", **given):
    return ResidentDraft(groups=groups, **given)


HERS = {**HER, "consents": CONSENTS}
CHILDS = {**CHILD, **GUARDIAN, "consents": {Purpose.SERVICE: Basis.GUARDIAN}}


def facts_of(resident):
    return {
        **{name: getattr(resident, name) for name in (*HER, "birth_on", "sex", "registered_at")},
        "groups": {g.code for g in resident.groups.all()},
        "lookups": {(row.kind, row.digest) for row in resident.lookups.all()},
        "consents": {
            (c.purpose, c.basis, c.notice_version, c.given_at, c.recorded_by)
            for c in consents_in_force(resident)
        },
        "home": (resident.household.community, resident.household.address),
        "status": resident.household.low_income_status,
    }


def test_what_comes_in_bulk_is_as_if_it_had_come_one_by_one(steward):
    store_rows(build_resident_rows([household(steward, draft(**HERS))]))
    in_bulk = facts_of(Resident.objects.get())
    told = {(e.verb, e.actor_id, e.at, *e.changes) for e in Entry.objects.all()}
    Lookup.objects.all().delete()

    home = actions.register_household(
        community=make_community(),
        address=ADDRESS,
        low_income_status=LowIncomeStatus.DIBAO,
        by=steward,
        at=NOW,
    )
    one = actions.register_resident(home, **HERS, groups=[make_group("E")], by=steward, at=NOW)
    assert facts_of(Resident.objects.get(pk=one.pk)) == in_bulk
    entries = Entry.objects.order_by("-pk")[: len(told) + 1]
    assert {(e.verb, e.actor_id, e.at, *e.changes) for e in entries} == told


def test_households_of_several_come_in_one_go_with_few_queries(
    steward, django_assert_max_num_queries
):
    built = build_resident_rows(
        household(steward, draft(**CHILDS), draft(name="金·母"), number=f"H-DEMO-{n}")
        for n in range(40)
    )
    with django_assert_max_num_queries(12):
        store_rows(built)
    assert (Household.objects.count(), Resident.objects.count()) == (40, 80)
    assert len(find_residents("金小雀", by=steward, limit=100)) == 40
    assert all(row.pk for row in (*built.households, *built.residents, *built.consents))


def test_the_journal_of_a_bulk_holds_together_and_hears_no_canary(steward):
    store_rows(build_resident_rows([household(steward, draft(**HERS))]))
    assert not list(verify())
    assert not leaks(json.dumps(list(Entry.objects.values()), default=str, ensure_ascii=False))


@pytest.mark.parametrize(
    ("bad", "kind", "code"),
    [
        (draft(name=""), Malformed, "missing"),
        (draft(**{**HERS, "id_number": HER_ID[:-1]}), Malformed, "id_number_form"),
        (draft(**{**HERS, "birth_on": date(1950, 1, 1)}), Malformed, "birth_disagrees"),
        (draft(**{**HERS, "consents": {}}), RuleBroken, "no_consent_to_health"),
        (draft("M", **CHILD), Malformed, "check_fields"),
        (draft("M", **{**CHILDS, "consents": CONSENTS}), RuleBroken, "guardian_must_consent"),
    ],
)
def test_the_rules_hold_in_bulk_too(bad, kind, code, steward):
    with pytest.raises(kind) as refused:
        build_resident_rows([household(steward, bad)])
    assert refused.value.code == code


def test_the_database_refuses_two_of_one_number_and_keeps_nothing_of_the_bulk(steward):
    built = build_resident_rows([household(steward, draft(**HERS), draft(**HERS))])
    with pytest.raises(IntegrityError), transaction.atomic():
        store_rows(built)
    assert not Household.objects.exists()
    assert not Entry.objects.exists()


def test_a_draft_and_its_rows_tell_nothing_in_a_log_line(steward):
    hers = draft(**HERS)
    home = household(steward, hers)
    built = build_resident_rows([home])
    assert not leaks(f"{hers!r} {home!r} {built!r} {built.residents!r} {built.lookups!r}")


def test_after_a_change_of_the_key_the_digests_are_made_anew(steward, settings):
    store_rows(build_resident_rows([household(steward, draft(**HERS), draft(**CHILDS))]))
    settings.BLIND_INDEX_KEY = "a-new-blind-index-key"
    assert find_residents(HER_ID, by=steward) == []
    her, child = Resident.objects.order_by("pk")
    assert rebuild_lookups(batch=1) == (her.pk, 1, 1)
    assert rebuild_lookups(after=her.pk, batch=1) == (child.pk, 1, 1)
    assert rebuild_lookups(after=child.pk) == (0, 0, 0)
    assert rebuild_lookups() == (child.pk, 2, 0)
    assert find_residents(HER_ID, by=steward) == [her]
    assert find_residents(GUARDIAN["guardian_phone"], by=steward) == [child]
    assert Consent.objects.count() == 3
