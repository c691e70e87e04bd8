"""What is wrong with a password is told in the reader's language."""

import re

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import override

from marketplace.accounts.models import User


def refused(password: str, language: str) -> list[str]:
    with override(language), pytest.raises(ValidationError) as error:
        validate_password(password, User(username="qianqianqian", display_name="演示·钱某"))
    return error.value.messages


@pytest.mark.parametrize("password", ["x", "1234567890", "qianqianqian"])
def test_every_refusal_is_chinese_where_chinese_is_read(password):
    told = "".join(refused(password, "zh-hans"))
    assert re.search("[一-鿿]", told)
    assert not re.search("[A-Za-z]{2}", told)


def test_a_short_one_is_told_how_long_it_has_to_be():
    assert "A password has at least 10 characters." in refused("x", "en")
