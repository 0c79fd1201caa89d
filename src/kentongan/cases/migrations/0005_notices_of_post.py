"""What ever rose to a post, without reading what every other post was told."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_notices_untold")]

    operations = [
        migrations.AddIndex(
            "notice",
            models.Index(fields=["city", "post", "level", "matter"], name="notices_of_post"),
        )
    ]
