from datetime import UTC, datetime

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


FIRST = {
    "version": 1,
    "travel": 10,
    "quality": 1000,
    "prior_answers": 20,
    "prior_satisfaction": 900,
    "continuity": 300,
    "wish": 500,
    "move": 400,
    "load_quarter": 0,
    "load_half": 100,
    "load_three_quarters": 300,
    "load_full": 700,
    "load_per_order": 1,
    "load_orders": 40,
    "threshold": 4000,
    "block_banned": False,
    # Every plan before the bureau could turn anything was made by it.
    "from_at": datetime(2000, 1, 1, tzinfo=UTC),
    "made_at": datetime(2000, 1, 1, tzinfo=UTC),
}


def put_in_force(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What the engine weighed by before it could be turned."""
    apps.get_model("dispatch", "WeightSet").objects.create(**FIRST)


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0001_initial"),
        ("dispatch", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveField(
            model_name="matchrun",
            name="rules_version",
        ),
        migrations.RemoveField(
            model_name="matchrun",
            name="weights_version",
        ),
        migrations.AddField(
            model_name="matchrun",
            name="gap",
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="matchrun",
            name="made_with",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="matchrun",
            name="peak",
            field=models.PositiveBigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="matchrun",
            name="repeated_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="matchrun",
            name="tags",
            field=models.ManyToManyField(related_name="+", to="catalogue.urgencytag"),
        ),
        migrations.CreateModel(
            name="Cadence",
            fields=[
                (
                    "tag",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="catalogue.urgencytag",
                    ),
                ),
                ("minutes", models.PositiveSmallIntegerField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("minutes__range", (1, 1440))),
                        name="dispatch_cadence_within_a_day",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WeightSet",
            fields=[
                ("version", models.PositiveIntegerField(primary_key=True, serialize=False)),
                ("travel", models.PositiveIntegerField()),
                ("quality", models.PositiveIntegerField()),
                ("prior_answers", models.PositiveIntegerField()),
                ("prior_satisfaction", models.PositiveIntegerField()),
                ("continuity", models.PositiveIntegerField()),
                ("wish", models.PositiveIntegerField()),
                ("move", models.PositiveIntegerField()),
                ("load_quarter", models.PositiveIntegerField()),
                ("load_half", models.PositiveIntegerField()),
                ("load_three_quarters", models.PositiveIntegerField()),
                ("load_full", models.PositiveIntegerField()),
                ("load_per_order", models.PositiveIntegerField()),
                ("load_orders", models.PositiveIntegerField()),
                ("threshold", models.PositiveIntegerField()),
                ("block_banned", models.BooleanField()),
                ("from_at", models.DateTimeField()),
                ("made_at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-version"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("travel__range", (0, 100))),
                        name="dispatch_travel_in_bounds",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quality__range", (0, 5000))),
                        name="dispatch_quality_in_bounds",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("prior_answers__range", (1, 200))),
                        name="dispatch_prior_answers_in_bounds",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("prior_satisfaction__range", (500, 1000))),
                        name="dispatch_prior_satisfaction_in_bounds",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("continuity__range", (0, 5000))),
                        name="dispatch_continuity_in_bounds",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("wish__range", (0, 5000))),
                        name="dispatch_wish_in_bounds",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("move__range", (100, 5000))),
                        name="dispatch_move_in_bounds",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("load_quarter__range", (0, 5000))),
                        name="dispatch_load_quarter_in_bounds",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("load_half__range", (0, 5000))),
                        name="dispatch_load_half_in_bounds",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("load_three_quarters__range", (0, 5000))),
                        name="dispatch_load_three_quarters_in_bounds",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("load_full__range", (0, 5000))),
                        name="dispatch_load_full_in_bounds",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("load_per_order__range", (0, 100))),
                        name="dispatch_load_per_order_in_bounds",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("load_orders__range", (1, 200))),
                        name="dispatch_load_orders_in_bounds",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("threshold__range", (500, 50000))),
                        name="dispatch_threshold_in_bounds",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("load_half__gte", models.F("load_quarter"))),
                            models.Q(("load_three_quarters__gte", models.F("load_half"))),
                            models.Q(("load_full__gte", models.F("load_three_quarters"))),
                        ),
                        name="dispatch_load_rises",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "threshold__gt",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("quality"), "+", models.F("continuity")
                                        ),
                                        "+",
                                        models.F("wish"),
                                    ),
                                    "+",
                                    models.F("move"),
                                ),
                            )
                        ),
                        name="dispatch_nobody_next_door_is_refused",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("version", 1),
                            models.Q(
                                ("made_by__isnull", False), models.Q(("reason", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="dispatch_weights_made_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("from_at__gte", models.F("made_at"))),
                        name="dispatch_weights_only_ahead",
                    ),
                ],
            },
        ),
        migrations.RunPython(put_in_force, migrations.RunPython.noop),
        migrations.AddField(
            model_name="matchrun",
            name="weights",
            field=models.ForeignKey(
                default=1,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="dispatch.weightset",
            ),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="matchrun",
            index=models.Index(
                fields=["kind", "state", "started_at"], name="dispatch_ma_kind_489a03_idx"
            ),
        ),
        migrations.AddConstraint(
            model_name="matchrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("certificate", "verified"), ("gap", 0)),
                name="dispatch_run_is_proven",
            ),
        ),
    ]
