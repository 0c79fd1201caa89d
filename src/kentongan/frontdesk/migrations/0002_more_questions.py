from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("frontdesk", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="talk",
            name="question",
            field=models.CharField(
                blank=True,
                choices=[
                    ("place", "di mana"),
                    ("which", "laporan yang mana"),
                    ("again", "buka lagi atau laporan baru"),
                    ("broken", "apa yang belum beres"),
                    ("sentence", "kata sesudah bintang"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="talk",
            index=models.Index(
                condition=models.Q(("question", "again")),
                fields=["city", "asked_at"],
                name="talks_not_chosen",
            ),
        ),
    ]
