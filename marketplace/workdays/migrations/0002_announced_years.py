from django.db import migrations

from marketplace.workdays.announced import published_years, special_days


def announce(apps, schema_editor):
    SpecialDay = apps.get_model("workdays", "SpecialDay")
    PublishedYear = apps.get_model("workdays", "PublishedYear")
    SpecialDay.objects.bulk_create([SpecialDay(**day) for day in special_days()])
    PublishedYear.objects.bulk_create([PublishedYear(**year) for year in published_years()])


class Migration(migrations.Migration):
    dependencies = [("workdays", "0001_initial")]

    operations = [migrations.RunPython(announce, migrations.RunPython.noop)]
