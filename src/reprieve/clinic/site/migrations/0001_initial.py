"""The counts of uploads."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    operations = (
        migrations.CreateModel(
            name="UploadCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("window_began_at", models.DateTimeField()),
                ("address_hmac", models.CharField(max_length=64)),
                ("uploads", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("window_began_at", "address_hmac"), name="one_count_per_address")
                ],
            },
        ),
    )
