"""How what stands above the journeys lets go of a person who is erased.

A journey cannot call a face. A face that keeps words about people therefore has a `forgetting.py` with
`forget(signs)`: drop whatever holds one of `signs`, the numbers and codes of the person's needs. It
runs in the transaction of the erasure. Rooms need no such file: the journey calls their actions.
"""

from collections.abc import Callable, Collection, Iterator
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

Forget = Callable[[Collection[str]], int]


def forgetters() -> Iterator[Forget]:
    for config in apps.get_app_configs():
        module = f"{config.name}.forgetting"
        if config.name.startswith("marketplace.") and find_spec(module):
            yield import_module(module).forget


def forget_everywhere(signs: Collection[str]) -> int:
    """Let every face forget; how many things it was."""
    return sum(forget(signs) for forget in forgetters())
