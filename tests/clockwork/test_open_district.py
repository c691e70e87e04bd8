"""A server that has nothing gets a district by one command, and the same command again changes nothing."""

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from wagtail.models import Page

from cms.models import ArticlePage, SubcategoryPage
from marketplace.accounts.models import User
from marketplace.catalogue.models import NeedType
from marketplace.places.divisions import QIXIA
from marketplace.places.models import Community, Posting

pytestmark = pytest.mark.django_db
WHO = {"district": "320113", "officer": "wang.min", "name": "演示·王某"}


def open_district(**other):
    call_command("open_district", QIXIA, **(WHO | other))


def test_it_brings_the_list_the_places_the_officer_and_the_site(capsys, settings):
    settings.DEMO = False
    open_district()
    told = capsys.readouterr().out.split()
    assert NeedType.objects.count() == 137
    assert Community.objects.count() == 129
    assert SubcategoryPage.objects.count() == 50
    # Its last word is the password, and it opens the door.
    assert authenticate(username="wang.min", password=told[-1])


def test_nobody_who_was_invented_is_on_a_real_site(settings):
    settings.DEMO = False
    open_district()
    told = " ".join(page.title + str(page.body) for page in ArticlePage.objects.all())
    assert "演示" not in told
    assert "demo" not in told.lower()


def test_again_it_changes_nothing_and_makes_no_second_officer(capsys):
    open_district()
    before = Page.objects.count(), User.objects.count(), Posting.objects.count()
    capsys.readouterr()
    open_district(officer="li.na")
    assert "has its officers already: wang.min" in capsys.readouterr().out
    assert (Page.objects.count(), User.objects.count(), Posting.objects.count()) == before


@pytest.mark.parametrize("wrong", [{"district": "330113"}, {"officer": "王"}, {"name": " "}])
def test_what_is_wrong_leaves_nothing_behind(wrong):
    with pytest.raises(CommandError):
        open_district(**wrong)
    assert not NeedType.objects.exists()
    assert not Community.objects.exists()
    assert not SubcategoryPage.objects.exists()
