from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("diary", "0001_initial")]

    operations = [
        migrations.AddIndex("diaryentry", models.Index(fields=["patient", "id"], name="entries_of_a_patient")),
        migrations.AddIndex(
            "diarything",
            models.Index(
                fields=["patient", "last_day"],
                condition=models.Q(last_day__gt=models.F("first_day")),
                name="longer_things",
            ),
        ),
    ]
