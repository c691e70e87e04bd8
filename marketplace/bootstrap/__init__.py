"""Before Django: how a bare clone gets the packages it needs, with nothing but Python itself.

Words: Machine (the facts of this computer), Want (what a command needs), Environment (the checkout's
own `.venv`), Trouble (why it cannot be done, in one sentence). Only manage.py asks this room.
May ask: nothing but Python's standard library.
"""
