"""What was done before it was told is not waited for, so the index does not hold it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_seal")]

    operations = [
        migrations.RemoveIndex("notice", "notices_untold"),
        migrations.AddIndex(
            "notice",
            models.Index(
                fields=["city", "urgent", "post"],
                condition=models.Q(told_at=None, done_at=None),
                name="notices_untold",
            ),
        ),
    ]
