"""Systems are let in and shut out."""

import pytest
from django.core.management import CommandError, call_command

from marketplace.api.issuing import issue_token, revoke_token
from marketplace.api.models import Client
from marketplace.api.tokens import digest_of_token
from marketplace.journal.models import Entry
from marketplace.journal.queries import thread_of
from marketplace.kernel.errors import Malformed, NotAllowed, RuleBroken
from tests import hostile
from tests.makers import NOW, later, make_user

pytestmark = pytest.mark.django_db


def issue(name="小程序", **told):
    told = {"user": told.pop("user", None) or make_user(), "scopes": ["needs:read"], **told}
    return issue_token(name, **{"by": None, "at": NOW, **told})


def test_a_token_is_shown_once_and_stored_as_a_digest():
    client, token = issue(scopes=["needs:read", "needs:post", "needs:read"])
    client.refresh_from_db()
    assert token.startswith("ycs_")
    assert len(token) > 40
    assert client.token_digest == digest_of_token(token)
    assert client.scopes == ["needs:post", "needs:read"]
    assert token not in str(Client.objects.values()) + str(Entry.objects.values())


def test_who_let_a_system_in_and_who_shut_it_out_is_on_record():
    boss = make_user(is_superuser=True)
    client, _ = issue(by=boss)
    revoke_token(client, by=boss, at=later(hours=1))
    revoke_token(client, by=boss, at=later(hours=2))
    told = [(entry.verb, entry.actor, entry.at) for entry in thread_of(client)]
    assert told == [("issue_token", boss, NOW), ("revoke_token", boss, later(hours=1))]


def test_only_an_administrator_lets_systems_in():
    client, _ = issue()
    with pytest.raises(NotAllowed):
        issue("另一个", by=make_user())
    with pytest.raises(NotAllowed):
        issue("另一个", by=make_user(is_superuser=True, is_active=False))
    with pytest.raises(NotAllowed):
        revoke_token(client, by=make_user(), at=NOW)
    assert Client.objects.filter(revoked_at=None).count() == 1


@pytest.mark.parametrize(
    ("told", "kind", "code"),
    [
        ({"scopes": ["needs:all"]}, Malformed, "not_a_choice"),
        ({"scopes": []}, RuleBroken, "no_scope"),
        ({"name": "小程序"}, RuleBroken, "name_taken"),
        ({"name": "  "}, Malformed, "missing"),
        ({"name": "长" * 81}, Malformed, "too_long"),
        ({"name": hostile.UNSTORABLE["nul"]}, Malformed, "unreadable_text"),
    ],
)
def test_what_makes_no_client_is_refused(told, kind, code):
    issue()
    with pytest.raises(kind) as refused:
        issue(**{"name": "新的", **told})
    assert refused.value.code == code
    assert Client.objects.count() == 1


def test_a_closed_account_lets_nobody_in():
    with pytest.raises(RuleBroken):
        issue(user=make_user(is_active=False))


def test_the_command_prints_the_token_once_and_nothing_else_to_its_output(capsys):
    make_user(username="hotline-system")
    call_command(
        "issue_token", "--user", "hotline-system", "--name", "12345", "--scope", "needs:post",
        "--scope", "needs:read",
    )  # fmt: skip
    token = capsys.readouterr().out.strip()
    client = Client.objects.get(name="12345")
    assert client.token_digest == digest_of_token(token)
    assert client.scopes == ["needs:post", "needs:read"]
    call_command("revoke_token", "--name", "12345")
    client.refresh_from_db()
    assert client.revoked_at is not None


@pytest.mark.parametrize(
    ("user", "scope", "said"),
    [("nobody", "needs:post", "no account"), ("somebody", "everything", "invalid choice")],
)
def test_the_command_says_what_is_wrong(user, scope, said):
    make_user(username="somebody")
    with pytest.raises(CommandError, match=said):
        call_command("issue_token", "--user", user, "--name", "x", "--scope", scope)
    with pytest.raises(CommandError, match="no client"):
        call_command("revoke_token", "--name", "x")
