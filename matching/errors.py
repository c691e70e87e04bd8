"""What can go wrong, by name.

Nothing here is swallowed: an input that cannot be judged is refused, and an answer that cannot be
proven is not handed out.
"""


class MatchingError(Exception):
    """The root of everything this package raises on purpose."""


class InputError(MatchingError, ValueError):
    """The input cannot be judged: a key twice, a level 7, a negative weight."""


class SolverError(MatchingError):
    """A solver is not installed, gave up, or answered in the wrong shape."""


class CertificateError(MatchingError):
    """An answer did not prove itself: capacity broken, or no proof that it is the optimum."""


class BudgetError(CertificateError):
    """The best plan was not proven within the budget; nothing less is handed out."""


class WorkerError(SolverError):
    """A process died while it decided its districts."""
