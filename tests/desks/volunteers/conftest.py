from tests.desks.field.conftest import as_user, clock, organization, scene, volunteer

__all__ = ["as_user", "clock", "organization", "scene", "volunteer"]
