"""The group "front desk" becomes a role of the staff; its members keep it, at every place."""

from __future__ import annotations

from typing import Any

from django.db import migrations


def give_role(apps: Any, _editor: Any) -> None:
    group = apps.get_model("auth", "Group").objects.filter(name="front desk").first()
    if group is None:
        return
    roles = apps.get_model("people", "StaffRole").objects
    for user in apps.get_model("people", "User").objects.filter(groups=group):
        roles.get_or_create(user=user, role="front_desk", location=None, ended_at=None)
    group.delete()


def give_group(apps: Any, _editor: Any) -> None:
    """The roles stay; the group that the code before them asks for comes back with who holds one."""
    group = apps.get_model("auth", "Group").objects.get_or_create(name="front desk")[0]
    held = apps.get_model("people", "StaffRole").objects.filter(role="front_desk", ended_at=None)
    group.user_set.add(*held.values_list("user_id", flat=True))


class Migration(migrations.Migration):
    dependencies = [("people", "0003_accounts"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [migrations.RunPython(give_role, give_group)]
