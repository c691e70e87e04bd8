"""The demo's site, as the machine it runs on sees it."""

import os
import subprocess
import time
from http.client import HTTPConnection, HTTPException

from marketplace.clockwork.serving import Site, is_free

PATIENCE = 60


def test_the_site_is_found_from_wherever_it_was_started(tmp_path):
    port = next(port for port in range(18_000, 19_000) if is_free(port))
    started = subprocess.Popen(
        Site(port=port, tell=print)._granian(),
        cwd=tmp_path,
        env={**os.environ, "MARKETPLACE_VAR": str(tmp_path)},
        stderr=subprocess.PIPE,
    )
    try:
        assert _status(port, started) == 200
    finally:
        started.terminate()
        started.communicate()


def _status(port: int, process: subprocess.Popen) -> int:
    until = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < until:
        try:
            visitor = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            visitor.request("GET", "/robots.txt")
            return visitor.getresponse().status
        except (OSError, HTTPException):
            time.sleep(0.05)
    return 0
