"""What one officer writes another reads before the public does: sent, sent back with a reason, sent again, published."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import TaskState
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms.models import ArticlePage, ArticlesPage
from tests import makers

COMMENTS = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 0}


@pytest.fixture
def writer(market) -> Client:
    """Somebody who may write and not publish."""
    user = makers.make_user()
    Group.objects.get(name="Editors").user_set.add(user)
    client = Client()
    client.force_login(makers.fresh(user))
    return client


def told(words: str, action: str) -> dict:
    return nested_form_data(
        {
            "title": "冬至送汤圆",
            "slug": "dong-zhi",
            "search_description": "四十户老人家里的一碗汤圆。",
            "said_on": "",
            "source": "",
            "body": streamfield([("text", rich_text(f"<p>{words}</p>"))]),
            "comments": COMMENTS,
            action: action,
        }
    )


@pytest.fixture
def sent(writer, market) -> ArticlePage:
    stories = ArticlesPage.objects.get(slug="stories", locale__language_code="zh-hans")
    address = reverse("wagtailadmin_pages:add", args=["cms", "articlepage", stories.pk])
    assert writer.post(address, told("第一稿", "action-submit")).status_code == 302
    return ArticlePage.objects.get(title="冬至送汤圆", locale__language_code="zh-hans")


def judge(client, page, verdict: str, comment: str = ""):
    task = page.current_workflow_task_state.pk
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, verdict, task])
    return client.post(address, {"comment": comment})


def test_nobody_reads_it_before_it_was_passed(client, editor, sent):
    assert client.get("/stories/dong-zhi/").status_code == 404
    assert judge(editor, sent, "approve").status_code in (200, 302)
    page = client.get("/stories/dong-zhi/").content.decode()
    assert "第一稿" in page
    assert "四十户老人家里的一碗汤圆。" in page


def test_whoever_wrote_it_cannot_pass_it(client, writer, sent):
    judge(writer, sent, "approve")
    assert client.get("/stories/dong-zhi/").status_code == 404
    writer.post(
        reverse("wagtailadmin_pages:edit", args=[sent.pk]), told("我自己发", "action-publish")
    )
    assert client.get("/stories/dong-zhi/").status_code == 404


def test_it_goes_back_with_a_reason_and_comes_again(client, writer, editor, sent):
    judge(editor, sent, "reject", "请写明日期")
    assert TaskState.objects.get(revision__object_id=str(sent.pk)).comment == "请写明日期"
    edit = reverse("wagtailadmin_pages:edit", args=[sent.pk])
    assert "请写明日期" in writer.get(edit).content.decode()
    writer.post(edit, told("十二月二十一日", "action-submit"))
    judge(editor, ArticlePage.objects.get(pk=sent.pk), "approve")
    assert "十二月二十一日" in client.get("/stories/dong-zhi/").content.decode()
