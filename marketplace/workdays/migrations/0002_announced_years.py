from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from marketplace.workdays.announced import published_years, special_days


def announce(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    SpecialDay = apps.get_model("workdays", "SpecialDay")
    PublishedYear = apps.get_model("workdays", "PublishedYear")
    SpecialDay.objects.bulk_create([SpecialDay(**day) for day in special_days()])
    PublishedYear.objects.bulk_create([PublishedYear(**year) for year in published_years()])


class Migration(migrations.Migration):
    dependencies = [("workdays", "0001_initial")]

    operations = [migrations.RunPython(announce, migrations.RunPython.noop)]
