from tests.desks.field.conftest import as_user, clock, kept_scene, organization, volunteer

__all__ = ["as_user", "clock", "kept_scene", "organization", "volunteer"]
