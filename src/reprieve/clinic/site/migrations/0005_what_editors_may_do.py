"""The doors that editors need, and none to documents, which this site never serves.

The content system gives its two groups pages, pictures and documents; prices, topics, authors and the clinic's own
address are given here. As with pages, Moderators alone publish prices.
"""

from typing import Any

from django.db import migrations

GROUPS = ("Editors", "Moderators")
GIVEN = {
    ("money", "pricelist"): ("add", "change", "delete"),
    ("clinic_site", "author"): ("add", "change", "delete"),
    ("clinic_site", "topic"): ("add", "change", "delete"),
    ("clinic_site", "clinicdetails"): ("change",),
}
PUBLISHED = {("money", "pricelist"): ("publish",)}


def open_doors(apps: Any, _schema: Any) -> None:
    give(apps, GROUPS, GIVEN)
    give(apps, ("Moderators",), PUBLISHED)


def give(apps: Any, names: tuple[str, ...], doors: dict[tuple[str, str], tuple[str, ...]]) -> None:
    groups = apps.get_model("auth", "Group").objects.filter(name__in=names)
    for (app, model), actions in doors.items():
        # Permissions are made after all migrations; those that are there already are kept.
        kind, _new = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label=app, model=model)
        for action in actions:
            permission, _new = apps.get_model("auth", "Permission").objects.get_or_create(
                content_type=kind, codename=f"{action}_{model}", defaults={"name": f"Can {action} {model}"}
            )
            for group in groups:
                group.permissions.add(permission)


def close_doors(apps: Any, _schema: Any) -> None:
    for app, model in GIVEN:
        take_away(apps, app, model)


def close_documents(apps: Any, _schema: Any) -> None:
    take_away(apps, "wagtaildocs", "document")
    apps.get_model("wagtailcore", "GroupCollectionPermission").objects.filter(
        group__name__in=GROUPS, permission__content_type__app_label="wagtaildocs"
    ).delete()


def take_away(apps: Any, app: str, model: str) -> None:
    found = apps.get_model("auth", "Permission").objects.filter(content_type__app_label=app, content_type__model=model)
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GROUPS):
        group.permissions.remove(*found)


class Migration(migrations.Migration):
    dependencies = (
        ("clinic_site", "0004_no_welcome_page"),
        ("money", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0026_group_collection_permission"),
        ("wagtaildocs", "0011_add_choose_permissions"),
    )

    operations = (
        migrations.RunPython(open_doors, close_doors),
        migrations.RunPython(close_documents, migrations.RunPython.noop),
    )
