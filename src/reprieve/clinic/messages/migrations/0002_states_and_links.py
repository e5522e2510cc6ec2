import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

KINDS = [
    ("request", "Request"),
    ("desk", "Desk"),
    ("confirm_following", "Confirm Following"),
    ("article", "Article"),
    ("account", "Account"),
    ("something_new", "Something New"),
    ("alert", "Alert"),
    ("seal", "Seal"),
]
WAITING = models.Q(sent_at__isnull=True, given_up_at__isnull=True, recalled_at__isnull=True)


class Migration(migrations.Migration):
    dependencies = [
        ("clinic_messages", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # Which kind an older letter was of is not known any more; most were of this one.
        migrations.AddField(
            "letter", "kind", models.CharField(choices=KINDS, default="article", max_length=20), preserve_default=False
        ),
        migrations.AddField("letter", "recalled_at", models.DateTimeField(null=True)),
        migrations.RemoveIndex("letter", "letters_waiting"),
        migrations.AddIndex("letter", models.Index(condition=WAITING, fields=["due_at"], name="letters_waiting")),
        migrations.AddConstraint(
            "letter",
            models.CheckConstraint(
                condition=models.Q(sent_at__isnull=True, given_up_at__isnull=True)
                | models.Q(sent_at__isnull=True, recalled_at__isnull=True)
                | models.Q(given_up_at__isnull=True, recalled_at__isnull=True),
                name="a_letter_ends_once",
            ),
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_sha256", models.CharField(max_length=64, unique=True)),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("invite_staff", "Invite Staff"),
                            ("invite_patient", "Invite Patient"),
                            ("invite_carer", "Invite Carer"),
                            ("confirm_address", "Confirm Address"),
                        ],
                        max_length=20,
                    ),
                ),
                ("about", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ends_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                ("recalled_at", models.DateTimeField(null=True)),
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
        ),
    ]
