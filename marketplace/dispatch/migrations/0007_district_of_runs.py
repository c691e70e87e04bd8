from collections import defaultdict

import django.db.models.deletion
from django.db import migrations, models

BATCH = 500


def derive(apps, schema_editor):
    """From the orders a run planned; one that planned none ran where there is only one district."""
    runs = apps.get_model("dispatch", "MatchRun").objects
    districts = apps.get_model("places", "District").objects.values_list("pk", flat=True)
    if len(districts) == 1:
        runs.update(district=districts[0])
        return
    of_runs = defaultdict(set)
    for name in ("Proposal", "Unserved"):
        rows = apps.get_model("dispatch", name).objects.order_by()
        where = "work_order__need__community__subdistrict__district"
        for run, district in rows.values_list("run", where).distinct().iterator():
            of_runs[run].add(district)
    alone = defaultdict(list)
    for run, found in of_runs.items():
        if len(found) == 1:
            alone[min(found)].append(run)
    for district, some in alone.items():
        for first in range(0, len(some), BATCH):
            runs.filter(pk__in=some[first : first + BATCH]).update(district=district)


class Migration(migrations.Migration):
    dependencies = [
        ("dispatch", "0006_bounded_plans"),
        ("needs", "0001_initial"),
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="matchrun",
            name="district",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="places.district",
            ),
        ),
        migrations.RemoveConstraint(model_name="matchrun", name="dispatch_one_round_at_a_time"),
        migrations.RemoveIndex(model_name="matchrun", name="dispatch_ma_kind_489a03_idx"),
        migrations.AddIndex(
            model_name="matchrun",
            index=models.Index(
                fields=["district", "kind", "state", "started_at"],
                name="dispatch_ma_distric_9a2106_idx",
            ),
        ),
        migrations.AddConstraint(
            model_name="matchrun",
            constraint=models.UniqueConstraint(
                fields=["district", "kind"],
                condition=models.Q(kind="round", state="previewed"),
                name="dispatch_one_round_at_a_time",
            ),
        ),
        # At the end: PostgreSQL alters no table whose rows have just been changed.
        migrations.RunPython(derive, migrations.RunPython.noop, elidable=True),
    ]
