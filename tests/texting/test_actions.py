"""A code is sent once a minute, good for ten minutes, five tries and one use; nothing readable is kept of it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from marketplace.kernel.errors import Malformed, RuleBroken
from marketplace.texting import actions
from marketplace.texting.gateways import NotSent
from marketplace.texting.models import PhoneCode
from tests.makers import NOW
from tests.texting.carrying import SENT, code_of

pytestmark = pytest.mark.django_db
PHONE = "13900000001"


@pytest.fixture(autouse=True)
def carrier(settings):
    settings.TEXT_GATEWAY = "tests.texting.carrying.Carrier"
    SENT.clear()


def sent(at=NOW, phone=PHONE) -> str:
    assert actions.send_code(phone, at=at)
    assert SENT[-1][0] == phone
    return code_of(SENT[-1][1])


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_what_was_sent_is_proved_once():
    code = sent()
    actions.prove_code(PHONE, code, at=NOW + timedelta(minutes=10))
    with pytest.raises(Malformed, match="code_over"):
        actions.prove_code(PHONE, code, at=NOW + timedelta(minutes=10))


def test_after_ten_minutes_it_is_over():
    code = sent()
    with pytest.raises(Malformed, match="code_over"):
        actions.prove_code(PHONE, code, at=NOW + timedelta(minutes=10, microseconds=1))


def test_five_tries_and_no_more_even_with_the_right_one():
    code = sent()
    for _ in range(5):
        with pytest.raises(Malformed, match="wrong_code"):
            actions.prove_code(PHONE, wrong(code), at=NOW)
    with pytest.raises(Malformed, match="code_over"):
        actions.prove_code(PHONE, code, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        PhoneCode.objects.update(tries=6)


def test_a_new_one_ends_the_one_before_and_comes_after_a_minute():
    first = sent()
    assert not actions.send_code(PHONE, at=NOW + timedelta(seconds=59))
    assert len(SENT) == 1
    second = sent(at=NOW + timedelta(seconds=61))
    with pytest.raises(Malformed):
        actions.prove_code(
            PHONE, first if first != second else wrong(first), at=NOW + timedelta(minutes=2)
        )
    actions.prove_code(PHONE, second, at=NOW + timedelta(minutes=2))


def test_after_one_was_used_the_next_comes_at_once():
    actions.prove_code(PHONE, sent(), at=NOW)
    actions.prove_code(PHONE, sent(at=NOW + timedelta(seconds=1)), at=NOW + timedelta(seconds=2))


def test_a_code_proves_its_own_number_and_no_other():
    code = sent()
    with pytest.raises(Malformed):
        actions.prove_code("13900000002", code, at=NOW)


def test_neither_number_nor_code_can_be_read_and_both_are_gone_after_a_day():
    code = sent()
    (row,) = PhoneCode.objects.values_list("phone", "code")
    assert PHONE not in row
    assert code not in row
    sent(at=NOW + timedelta(days=1, seconds=1), phone="13900000002")
    assert PhoneCode.objects.count() == 1


def test_what_the_network_does_not_take_leaves_the_code_before_good(settings):
    code = sent()
    settings.TEXT_GATEWAY = "tests.texting.carrying.Dead"
    with pytest.raises(NotSent):
        actions.send_code(PHONE, at=NOW + timedelta(minutes=2))
    actions.prove_code(PHONE, code, at=NOW + timedelta(minutes=3))
    actions.tell(PHONE, "no one waits for this")


def test_without_a_gateway_or_on_a_landline_nobody_is_asked(settings):
    assert actions.asks_for_codes(PHONE)
    assert not actions.asks_for_codes("025-85501234")
    settings.TEXT_GATEWAY = ""
    assert not actions.asks_for_codes(PHONE)
    actions.tell(PHONE, "goes nowhere")
    with pytest.raises(RuleBroken, match="no_gateway"):
        actions.send_code(PHONE, at=NOW)
    assert SENT == []
