from django.db import migrations


def put_up_home(apps, schema_editor):
    """A home page of ours in place of the library's, bare, so that the site answers before anybody builds it."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    HomePage = apps.get_model("cms", "HomePage")
    Locale = apps.get_model("wagtailcore", "Locale")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    welcome = Page.objects.filter(depth=2, content_type__model="page").order_by("path").first()
    if welcome is None or Page.objects.filter(depth=2).count() != 1 or welcome.numchild:
        return
    kind, _ = ContentType.objects.get_or_create(app_label="cms", model="homepage")
    sites = list(Site.objects.filter(root_page=welcome).values_list("pk", flat=True))
    path = welcome.path
    Site.objects.filter(pk__in=sites).delete()
    welcome.delete()
    home = HomePage.objects.create(
        title="云超市",
        draft_title="云超市",
        heading="您需要什么帮助？",
        slug="supermarket",
        url_path="/supermarket/",
        path=path,
        depth=2,
        numchild=0,
        content_type=kind,
        locale=Locale.objects.order_by("pk").first(),
    )
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)


class Migration(migrations.Migration):
    dependencies = [("cms", "0001_pages")]

    operations = [migrations.RunPython(put_up_home, migrations.RunPython.noop)]
