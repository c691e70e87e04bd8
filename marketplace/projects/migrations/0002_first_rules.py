from datetime import date

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

BASIS = (
    "《政府采购法》第52、55条;财政部令第87号第47条;财政部令第94号;"
    "《招标投标法》第24、28条;《政府采购货物和服务招标投标管理办法》"
)


def put_in_force(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The figures that stand as defaults on the model."""
    apps.get_model("projects", "Rulebook").objects.create(from_on=date(2000, 1, 1), basis=BASIS)


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_initial")]

    operations = [migrations.RunPython(put_in_force, migrations.RunPython.noop)]
