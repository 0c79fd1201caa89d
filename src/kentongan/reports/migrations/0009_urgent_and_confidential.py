"""What is urgent or confidential among what is open, found without reading all of that."""

from django.db import migrations, models


def _open(mark: str, name: str) -> migrations.AddIndex:
    index = models.Index(
        fields=["city", "matter"],
        condition=models.Q(**{"is_open": True, mark: True}),
        name=name,
    )
    return migrations.AddIndex("report", index)


class Migration(migrations.Migration):
    dependencies = [("reports", "0008_dispositions_handed_back")]

    operations = [
        _open("urgent", "reports_open_urgent"),
        _open("confidential", "reports_open_confidential"),
    ]
