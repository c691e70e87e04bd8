import os
import sys

import pytest

from marketplace.bootstrap import telling
from marketplace.bootstrap.trouble import Trouble


def run(tmp_path, script):
    return telling.run(
        [sys.executable, "-c", script], environ=dict(os.environ), log=tmp_path / "said.log"
    )


def test_what_an_installer_says_is_kept_and_returned(tmp_path):
    assert run(tmp_path, "print('quiet'); print('Collecting rose')") == "quiet\nCollecting rose\n"
    assert (tmp_path / "said.log").read_text() == "quiet\nCollecting rose\n"


def test_its_news_is_passed_on_from_time_to_time(tmp_path, capfd, monkeypatch):
    monkeypatch.setattr(telling, "SECONDS_BETWEEN_NEWS", 0)
    run(
        tmp_path,
        "print('DEBUG x'); print('Collecting rose==2 (from -r requirements.lock (line 1))')",
    )
    assert capfd.readouterr() == ("", "  Collecting rose==2\n")


def test_bytes_that_are_no_text_do_no_harm(tmp_path):
    assert run(tmp_path, "import sys; sys.stdout.buffer.write(bytes([255, 10]))") == "\ufffd\n"


def test_failing_is_trouble_in_its_own_last_words(tmp_path):
    with pytest.raises(Trouble, match="could not be installed: the moon is full"):
        run(tmp_path, "import sys; sys.exit('the moon is full')")
