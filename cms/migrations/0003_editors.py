from django.db import migrations

GROUPS = ("Editors", "Moderators")
# (app, model, what may be done with it, as Django calls it)
MAY = [
    ("cms", "hotline", ("add_hotline", "change_hotline", "delete_hotline")),
    ("simple_translation", "simpletranslation", ("submit_translation",)),
]


def let_them(apps, schema_editor):
    """Whoever edits pages keeps the list of hotlines too, and brings it into the other language."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    groups = list(apps.get_model("auth", "Group").objects.filter(name__in=GROUPS))
    for app, model, verbs in MAY:
        kind, _ = ContentType.objects.get_or_create(app_label=app, model=model)
        for verb in verbs:
            may, _ = Permission.objects.get_or_create(
                content_type=kind, codename=verb, defaults={"name": f"Can {verb.replace('_', ' ')}"}
            )
            for group in groups:
                group.permissions.add(may)


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0002_home"),
        ("simple_translation", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(let_them, migrations.RunPython.noop)]
