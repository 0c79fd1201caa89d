"""What agencies gave back, counted without reading what they answered."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0007_named_posts")]

    operations = [
        migrations.AddIndex(
            "disposition",
            models.Index(
                fields=["city", "agency"],
                condition=models.Q(end="handed_back"),
                name="dispositions_handed_back",
            ),
        )
    ]
