"""By which names the engine knows orders, providers and the parties behind them."""

# What whoever works with children must have declared; an organization answers for its own people.
BACKGROUND = "background"


def service_key(pk: int) -> str:
    return f"service:{pk}"


def organization_key(pk: int) -> str:
    return f"organization:{pk}"


def volunteer_key(pk: int) -> str:
    return f"volunteer:{pk}"


def provider_key(service: int | None, volunteer: int | None) -> str:
    """Of whichever of the two it is."""
    return service_key(service) if service else volunteer_key(volunteer)


def order_key(pk: int) -> str:
    """Sorts by age: on equal terms the older order comes first."""
    return f"order:{pk:012d}"


def pk_of(key: str) -> int:
    return int(key.rpartition(":")[2])
