"""A forgotten password: a code to the phone, a new one; and nobody learns who has an account."""

import pytest
from django.contrib.auth import authenticate
from django.core.cache import cache
from django.test import Client

from marketplace.accounts.models import User
from tests import makers
from tests.hostile import TOO_LONG, UNSTORABLE
from tests.texting.carrying import SENT, code_of

pytestmark = pytest.mark.django_db
PHONE, OLD, NEW = "13900000031", "eine-alte-losung-17", "eine-neue-losung-42"
PAGE = "/password/forgotten/"


@pytest.fixture(autouse=True)
def carrier(settings):
    settings.TEXT_GATEWAY = "tests.texting.carrying.Carrier"
    SENT.clear()
    cache.clear()


@pytest.fixture
def qian() -> User:
    user = makers.make_user("演示·钱某", username="qian", phone=PHONE)
    makers.make_member(makers.make_organization(), user=user)
    user.set_password(OLD)
    user.save()
    return user


@pytest.fixture
def visitor():
    client = Client()
    client.cookies["django_language"] = "en"
    return client


def text(page) -> str:
    return page.content.decode()


def renew(visitor, **changed):
    told = {"username": "qian", "phone": PHONE, "confirm": "1", "password": NEW, **changed}
    return visitor.post(PAGE, told)


def test_a_code_and_a_new_password_and_one_is_in_again(visitor, qian):
    assert f'href="{PAGE}"' in text(visitor.get("/sign-in/"))
    elsewhere = Client()
    assert elsewhere.login(username="qian", password=OLD)
    visitor.post(PAGE, {"username": "qian", "phone": PHONE})
    assert renew(visitor, phone_code=code_of(SENT[0][1])).url == "/sign-in/"
    assert visitor.post("/sign-in/", {"username": "qian", "password": NEW}).status_code == 302
    assert elsewhere.get("/organization/offers/").status_code == 302, "signed out"


def test_whoever_tried_too_often_before_is_let_in_with_the_new_one(visitor, qian):
    for _ in range(7):
        visitor.post("/sign-in/", {"username": "qian", "password": "wrong"})
    visitor.post(PAGE, {"username": "qian", "phone": PHONE})
    renew(visitor, phone_code=code_of(SENT[0][1]))
    assert visitor.post("/sign-in/", {"username": "qian", "password": NEW}).status_code == 302


def test_a_code_works_once(visitor, qian):
    visitor.post(PAGE, {"username": "qian", "phone": PHONE})
    code = code_of(SENT[0][1])
    renew(visitor, phone_code=code)
    assert renew(visitor, phone_code=code, password="noch-eine-losung-77").status_code == 422
    assert authenticate(username="qian", password=NEW)


@pytest.mark.parametrize(
    ("username", "phone"), [("nobody", PHONE), ("qian", "13900000032"), ("nobody", "13900000032")]
)
def test_whoever_names_no_account_reads_the_same_words(visitor, qian, username, phone):
    def bare(page) -> str:
        told = text(page).replace(username, "qian").replace(phone, PHONE)
        told = told.replace(f"****{phone[-4:]}", f"****{PHONE[-4:]}")
        return "".join(line for line in told.splitlines() if "csrf" not in line)

    right = visitor.post(PAGE, {"username": "qian", "phone": PHONE})
    wrong = visitor.post(PAGE, {"username": username, "phone": phone})
    assert bare(wrong) == bare(right)
    assert [number for number, _text in SENT] == [PHONE]
    guess = f"{(int(code_of(SENT[0][1])) + 1) % 10**6:06d}"
    right = renew(visitor, phone_code=guess)
    wrong = renew(visitor, username=username, phone=phone, phone_code=guess)
    assert (right.status_code, wrong.status_code) == (422, 422)
    assert bare(wrong) == bare(right)
    assert "This is not the code that was sent, or it is over." in text(wrong)


def test_the_right_code_of_another_number_opens_nothing(visitor, qian):
    """A code that was sent to the same phone for something else, typed with another's name."""
    makers.make_user(username="zhao", phone="13900000032")
    visitor.post(PAGE, {"username": "qian", "phone": PHONE})
    code = code_of(SENT[0][1])
    assert renew(visitor, username="zhao", phone_code=code).status_code == 422
    assert authenticate(username="zhao", password=NEW) is None


@pytest.mark.parametrize("password", ["short", "1234567890", ""])
def test_a_weak_password_is_told_and_the_code_is_still_good(visitor, qian, password):
    visitor.post(PAGE, {"username": "qian", "phone": PHONE})
    code = code_of(SENT[0][1])
    page = renew(visitor, phone_code=code, password=password)
    assert page.status_code == 422
    assert page.context["form"].errors["password"]
    assert renew(visitor, phone_code=code).status_code == 302


@pytest.mark.parametrize("username", ["qianqianqian", "nobody.here"])
def test_a_password_like_the_name_is_told_whether_there_is_an_account_or_not(visitor, username):
    makers.make_user(username="qianqianqian", phone=PHONE)
    page = renew(visitor, username=username, phone_code="123456", password=f"{username}1")
    assert page.context["form"].errors["password"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"phone": "123"}, "phone"),
        ({"phone": TOO_LONG}, "phone"),
        ({"phone": UNSTORABLE["nul"]}, "phone"),
        ({"username": ""}, "username"),
        ({"username": UNSTORABLE["nul"]}, "username"),
        ({"username": TOO_LONG}, "username"),
    ],
)
def test_bad_input_is_told_at_its_field(visitor, qian, changed, field):
    page = visitor.post(PAGE, {"username": "qian", "phone": PHONE, **changed})
    assert page.status_code == 422
    assert page.context["form"].errors[field]
    assert SENT == []


def test_one_address_asks_for_few_codes_whoever_it_names(visitor, qian):
    answers = [
        visitor.post(PAGE, {"username": f"nobody{number}", "phone": PHONE}).status_code
        for number in range(11)
    ]
    assert answers == [200] * 10 + [429]


def test_where_no_messages_are_sent_the_page_says_so(visitor, qian, settings):
    settings.TEXT_GATEWAY = ""
    assert "No messages are sent from here" in text(visitor.get(PAGE))
    page = visitor.post(PAGE, {"username": "qian", "phone": PHONE})
    assert page.status_code < 500
    assert SENT == []


def test_ones_own_number_is_kept_once_it_has_answered(qian):
    client = Client()
    client.force_login(qian)
    told = {"phone": "139 0000 0033"}
    client.post("/phone/", told)
    client.post("/phone/", told | {"unconfirmed": "1"})
    qian.refresh_from_db()
    assert qian.phone == PHONE, "there is no way round the code"
    page = client.post("/phone/", told | {"confirm": "1", "phone_code": code_of(SENT[-1][1])})
    assert page.status_code == 302
    qian.refresh_from_db()
    assert qian.phone == "13900000033"
    assert qian.phone_confirmed_at is not None


@pytest.mark.parametrize("phone", ["", "025-85501234", TOO_LONG, UNSTORABLE["nul"]])
def test_what_is_no_mobile_number_is_not_kept(qian, phone):
    client = Client()
    client.force_login(qian)
    assert client.post("/phone/", {"phone": phone}).status_code == 422
    qian.refresh_from_db()
    assert qian.phone == PHONE
