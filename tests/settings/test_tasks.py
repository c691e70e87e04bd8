"""What Wagtail puts off until after a page is saved: nothing here starts a worker for it."""

import pytest
from django_tasks import task

pytestmark = pytest.mark.django_db


@task
def told(word: str) -> str:
    return word.upper()


def test_what_is_put_off_is_done_at_once():
    result = told.enqueue("done")
    assert (result.is_finished, result.return_value) == (True, "DONE")
