"""How providers are called, by the keys that the engine knows them by."""

from collections.abc import Iterable

from marketplace.dispatch.keys import pk_of, service_key, volunteer_key
from marketplace.organizations.models import Service
from marketplace.volunteers.models import Volunteer


def providers_of(keys: Iterable[str]) -> dict[str, Service | Volunteer]:
    """The services and volunteers behind these keys, in at most two queries."""
    keys = set(keys)
    services = [pk_of(key) for key in keys if key.startswith("service:")]
    volunteers = [pk_of(key) for key in keys if key.startswith("volunteer:")]
    found: dict[str, Service | Volunteer] = {}
    if services:
        for service in Service.objects.filter(pk__in=services).select_related("organization"):
            found[service_key(service.pk)] = service
    if volunteers:
        for volunteer in Volunteer.objects.filter(pk__in=volunteers).select_related("community"):
            found[volunteer_key(volunteer.pk)] = volunteer
    return found


def name_of(provider: Service | Volunteer) -> str:
    """A volunteer's name, or organization and service, in the reader's language."""
    if isinstance(provider, Volunteer):
        return provider.name
    return f"{provider.organization.name} · {provider.name}"


def names_of(keys: Iterable[str]) -> dict[str, str]:
    return {key: name_of(provider) for key, provider in providers_of(keys).items()}
