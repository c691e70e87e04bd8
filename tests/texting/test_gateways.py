"""Messages go out by POST with a token; what fails is told, and neither number nor text stands in a log."""

import json
import logging
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from marketplace.texting.gateways import Console, NotSent, Web, gateway

PHONE, TEXT = "13900000001", "您的验证码是 123456"


class Network(BaseHTTPRequestHandler):
    heard: list[tuple[str, dict]] = []
    status = 200

    def do_POST(self):
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.heard.append((self.headers["Authorization"], told))
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_args):
        pass


@pytest.fixture
def network(settings):
    server = HTTPServer(("127.0.0.1", 0), Network)
    Thread(target=server.serve_forever, daemon=True).start()
    settings.TEXT_GATEWAY_URL = f"http://127.0.0.1:{server.server_port}/send"
    settings.TEXT_GATEWAY_TOKEN = "t0ken"
    Network.heard.clear()
    yield Network
    server.shutdown()
    server.server_close()


def test_it_posts_number_and_text_with_its_token(network):
    Web().send(PHONE, TEXT)
    assert network.heard == [("Bearer t0ken", {"phone": PHONE, "text": TEXT})]


def test_a_network_that_refuses_or_is_not_there_is_told_without_a_word_of_it(
    network, settings, caplog, monkeypatch
):
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(network, "status", 500)
    with pytest.raises(NotSent):
        Web().send(PHONE, TEXT)
    settings.TEXT_GATEWAY_URL = "http://127.0.0.1:9/"
    with pytest.raises(NotSent):
        Web().send(PHONE, TEXT)
    assert len(caplog.records) == 2
    assert PHONE not in caplog.text
    assert "123456" not in caplog.text


def test_in_the_terminal_the_number_is_masked_and_the_demo_reads_the_last_one(capsys):
    Console().send(PHONE, TEXT)
    out = capsys.readouterr().out
    assert (PHONE in out, TEXT in out) == (False, True)
    assert Console.last(PHONE) == TEXT


def test_there_is_one_or_none(settings):
    settings.TEXT_GATEWAY = ""
    assert gateway() is None
    settings.TEXT_GATEWAY = "marketplace.texting.gateways.Console"
    assert isinstance(gateway(), Console)
