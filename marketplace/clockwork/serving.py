"""Serving the demo: the site, and beside it the clock that sends rounds and lets offers lapse."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing

from django.conf import settings

HOST = "127.0.0.1"
LAST_PORT = 65_535


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
        here = [sys.executable, str(settings.BASE_DIR / "manage.py")]
        clock = subprocess.Popen([*here, "tick", "--every", "60", "-v", "0"])
        site = subprocess.Popen(self._granian(), env={**os.environ, "PYTHONUNBUFFERED": "1"})
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        self.tell(
            f"Open http://{self.host}:{self.port}/start/ and choose whom to sign in as. Ctrl-C ends it."
        )
        try:
            site.wait()
        except KeyboardInterrupt:
            self.tell("Closing")
        finally:
            for process in (site, clock):
                process.terminate()
            for process in (site, clock):
                process.wait()

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
            "--no-log",
            "marketplace.asgi:application",
        ]
