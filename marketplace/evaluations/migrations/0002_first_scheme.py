from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def put_in_force(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The figures that stand as defaults on the model."""
    apps.get_model("evaluations", "Scheme").objects.create(
        from_on=date(2000, 1, 1),
        made_at=datetime(2000, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai")),
    )


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0001_initial")]

    operations = [migrations.RunPython(put_in_force, migrations.RunPython.noop)]
