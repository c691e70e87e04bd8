"""Serving the demo: the site, and beside it the clock that sends rounds and lets offers lapse."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from http.client import HTTPConnection, HTTPException

from django.conf import settings

HOST = "127.0.0.1"
LAST_PORT = 65_535
START = "/start/"
# Seconds for one page, on a machine that has much else to do.
PATIENCE = 60


def is_free(port: int, host: str = HOST) -> bool:
    """Whether nobody listens on `port` yet."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError):
            return False
    return True


class Site:
    """The web server and the ticking clock, started and stopped together."""

    def __init__(self, *, port: int, tell: Callable[[str], object], host: str = HOST) -> None:
        self.port, self.host, self.tell = port, host, tell

    def serve(self) -> None:
        """Until Ctrl-C. Whichever of the two stops, the other is stopped too."""
        running = [
            site := subprocess.Popen(self._granian(), env={**os.environ, "PYTHONUNBUFFERED": "1"})
        ]
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            if self._answers(site):
                self.tell(
                    f"Open http://{self.host}:{self.port}{START} and choose whom to sign in as. "
                    "Ctrl-C ends it."
                )
                # Not before: both would load the whole house at once, and the visitor waits for one.
                running.append(subprocess.Popen(self._clock()))
            site.wait()
        except KeyboardInterrupt:
            self.tell("Closing")
        finally:
            for process in running:
                process.terminate()
            for process in running:
                process.wait()

    def _answers(self, site: subprocess.Popen[bytes]) -> bool:
        """Once the first page stands; False if the site stopped before."""
        while site.poll() is None:
            try:
                with closing(HTTPConnection(self.host, self.port, timeout=PATIENCE)) as visitor:
                    visitor.request("GET", START)
                    visitor.getresponse().read()
                return True
            except (OSError, HTTPException):
                time.sleep(0.05)
        return False

    def _clock(self) -> list[str]:
        manage = str(settings.BASE_DIR / "manage.py")
        return [sys.executable, manage, "tick", "--every", "60", "-v", "0"]

    def _granian(self) -> list[str]:
        return [
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "asginl",
            "--host",
            self.host,
            "--port",
            str(self.port),
            "--working-dir",
            str(settings.BASE_DIR),
            "--no-log",
            "marketplace.asgi:application",
        ]
