#!/usr/bin/env python3
"""The one door: `python3 manage.py demo`, `python3 manage.py test`, and Django's commands.

Written so that any Python can read it: one that is too old has to be able to say so.
"""

import os
import sys

OLDEST = (3, 11)


def main():
    if sys.version_info < OLDEST:
        sys.exit(
            "manage.py: this needs Python {}.{} or newer, and {} is Python {}.{}.".format(
                *(OLDEST + (sys.executable,) + sys.version_info[:2])
            )
        )
    from marketplace.bootstrap.entry import enter

    enter(sys.argv)
    if sys.argv[1:2] == ["test"]:
        from tests.suite import main as run_the_tests

        sys.exit(run_the_tests(sys.argv[2:]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings.dev")
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except KeyboardInterrupt:
        sys.exit("manage.py: stopped.")


if __name__ == "__main__":
    main()
