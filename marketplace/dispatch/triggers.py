"""A set of weights stays what it was: every plan that was made by it leans on that."""

from marketplace.kernel.triggers import Refuse

TRIGGERS = [
    Refuse(
        "dispatch_weights_stay", "dispatch_weightset", "UPDATE", "1 = 1", "weights never change"
    ),
    Refuse(
        "dispatch_weights_kept",
        "dispatch_weightset",
        "DELETE",
        "1 = 1",
        "weights are never deleted",
    ),
]
