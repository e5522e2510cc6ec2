from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("alerts", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="alert",
            name="alarm",
            field=models.CharField(
                choices=[
                    ("red_flag", "Somebody answered a question that asks for a look today"),
                    ("overuse", "A diary asks for a look"),
                    ("diagnosis_changed", "A diary shows something else than what was signed"),
                    ("mail_failed", "Letters could not be sent"),
                    ("backup_failed", "The backup failed"),
                    ("audit_broken", "The audit does not fit"),
                    ("trial", "A trial of the alerts"),
                ],
                max_length=20,
            ),
        ),
    ]
