"""Two shares: made once, shown to be written down, renewed while nothing is sealed to them."""

import pytest
from django.db import IntegrityError, transaction

from marketplace.bids import actions
from marketplace.bids.models import OpeningKey
from marketplace.bids.queries import keys_of
from marketplace.journal.models import Entry
from marketplace.kernel.errors import Malformed, NotAllowed, RuleBroken
from tests import makers
from tests.makers import NOW
from tests.makers_projects import Tendering

pytestmark = pytest.mark.django_db


@pytest.fixture
def tendering():
    return Tendering()


def test_two_officers_hold_one_share_each(tendering):
    tendering.give_out_shares()
    assert [key.holder for key in keys_of(tendering.batch)] == [tendering.author, tendering.second]
    third = makers.make_staff("bureau_officer")
    for officer, code in ((tendering.author, "share_made"), (third, "shares_made")):
        with pytest.raises(RuleBroken, match=code):
            actions.make_share(tendering.batch, by=officer, at=NOW)


def test_who_is_not_of_the_bureau_holds_none(tendering):
    stranger = makers.make_staff("dispatcher")
    for call in (actions.make_share, actions.renew_share):
        with pytest.raises(NotAllowed):
            call(tendering.batch, by=stranger, at=NOW)


def test_what_was_typed_right_is_proved_and_stands_in_the_journal(tendering):
    share = actions.make_share(tendering.batch, by=tendering.author, at=NOW)
    typed = share.text.lower().replace("-", " ")
    key = actions.prove_share(tendering.batch, share=typed, by=tendering.author, at=NOW)
    assert key.proved_at == NOW
    told = Entry.objects.filter(thread=tendering.batch.journal_thread)
    assert [entry.verb for entry in told] == ["plan_batch", "make_share", "prove_share"]
    assert share.text not in str(list(told.values()))


def test_a_sign_that_is_wrong_or_anothers_share_proves_nothing(tendering):
    tendering.give_out_shares(proved=False)
    mine, other = tendering.shares
    wrong = ("A" if mine.text[0] != "A" else "B") + mine.text[1:]
    for typed, refusal in ((wrong, Malformed), ("", Malformed), (other.text, RuleBroken)):
        with pytest.raises(refusal) as caught:
            actions.prove_share(tendering.batch, share=typed, by=tendering.author, at=NOW)
        assert set(caught.value.fields) == {"share"}
    assert not OpeningKey.objects.filter(proved_at__isnull=False).exists()


def test_a_lost_share_is_made_anew_and_the_old_one_is_void(tendering):
    tendering.give_out_shares()
    lost = tendering.shares[0]
    found = actions.renew_share(tendering.batch, by=tendering.author, at=NOW)
    assert [key.holder for key in keys_of(tendering.batch)] == [tendering.author, tendering.second]
    with pytest.raises(RuleBroken, match="another_share"):
        actions.prove_share(tendering.batch, share=lost.text, by=tendering.author, at=NOW)
    actions.prove_share(tendering.batch, share=found.text, by=tendering.author, at=NOW)


def test_who_holds_none_has_none_to_renew_or_prove(tendering):
    with pytest.raises(RuleBroken, match="no_share"):
        actions.renew_share(tendering.batch, by=tendering.author, at=NOW)
    with pytest.raises(RuleBroken, match="no_share"):
        actions.prove_share(tendering.batch, share="A", by=tendering.author, at=NOW)


def test_after_the_release_a_share_stays_what_it_is(tendering):
    tendering.released()
    with pytest.raises(RuleBroken, match="batch_released"):
        actions.renew_share(tendering.batch, by=tendering.author, at=NOW)
    keys = OpeningKey.objects.filter(batch=tendering.batch)
    for write in (keys.delete, lambda: keys.update(public="x")):
        with pytest.raises(IntegrityError), transaction.atomic():
            write()


def test_a_key_is_renewed_as_another_row_and_never_rewritten(tendering):
    tendering.give_out_shares()
    with pytest.raises(IntegrityError, match="keys never change"), transaction.atomic():
        OpeningKey.objects.update(public="x")
