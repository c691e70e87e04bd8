"""Whoever carries messages. An installation names one in TEXT_GATEWAY; another one is a class with `send`."""

import json
import logging
import sys
from typing import Protocol
from urllib.error import URLError
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.cache import cache
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.errors import Refusal
from marketplace.texting.rules import masked

log = logging.getLogger(__name__)
PATIENCE = 5
"""Seconds."""


class NotSent(Refusal):
    """The network did not take it (503): whoever waits for a message is told, and goes on without."""

    status = 503


class Gateway(Protocol):
    def send(self, phone: str, text: str) -> None:
        """Hand a message over, or raise NotSent. `phone`: eleven digits."""


class Console:
    """For the demo and for developers: the message stands in the terminal, and on the page that waits for it."""

    def send(self, phone: str, text: str) -> None:
        sys.stdout.write(f"[message to {masked(phone)}] {text}\n")
        sys.stdout.flush()
        cache.set(f"texting:console:{phone}", text, timeout=600)

    @staticmethod
    def last(phone: str) -> str:
        return cache.get(f"texting:console:{phone}", "")


class Web:
    """A service that takes {"phone", "text"} as JSON by POST, with a bearer token, and answers with 2xx."""

    def send(self, phone: str, text: str) -> None:
        asked = Request(
            settings.TEXT_GATEWAY_URL,
            data=json.dumps({"phone": phone, "text": text}, ensure_ascii=False).encode(),
            headers={
                "Content-Type": "application/json; charset=utf-8",
                "Authorization": f"Bearer {settings.TEXT_GATEWAY_TOKEN}",
            },
            method="POST",
        )
        try:
            with urlopen(asked, timeout=PATIENCE) as answer:
                answer.read(1)
        except (URLError, OSError, ValueError) as error:
            # Neither the number nor the message belongs into a log.
            log.warning("A message was not sent: %s", type(error).__name__)
            raise NotSent("not_sent", _("The message could not be sent just now.")) from error


def gateway() -> Gateway | None:
    """The one that carries messages here; None where there is none."""
    return import_string(settings.TEXT_GATEWAY)() if settings.TEXT_GATEWAY else None
