"""The content system brings a page of its own that welcomes developers. An empty site is empty."""

from typing import Any

from django.db import migrations


def remove_welcome(apps: Any, _schema: Any) -> None:
    page = apps.get_model("wagtailcore", "Page")
    root = page.objects.filter(depth=1).first()
    welcome = page.objects.filter(depth=2, numchild=0, slug="home", title__startswith="Welcome to your new")
    if root is None or not welcome.exists():
        return
    welcome.delete()
    page.objects.filter(pk=root.pk).update(numchild=page.objects.filter(depth=2).count())


class Migration(migrations.Migration):
    dependencies = (("clinic_site", "0003_edition"),)

    operations = (migrations.RunPython(remove_welcome, migrations.RunPython.noop),)
