"""News of ended reports are looked for on every page of the desk: among all there ever were."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_search")]
    operations = [
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                condition=models.Q(("has_news", True)), fields=["city"], name="reports_with_news"
            ),
        ),
    ]
