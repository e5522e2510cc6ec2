from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("diagnosis", "0001_initial")]

    operations = [
        migrations.AddField("note", "sent_id", models.UUIDField(null=True)),
        migrations.AddConstraint(
            "note", models.UniqueConstraint(fields=("patient", "sent_id"), name="a_note_is_kept_once")
        ),
    ]
