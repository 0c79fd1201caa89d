import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0003_seal"),
        ("frontdesk", "0004_crew_talk"),
    ]

    operations = [
        migrations.AddField(
            model_name="talk",
            name="twin",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.matter",
            ),
        ),
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
                    ("same", "sama dengan laporan lain"),
                ],
                max_length=10,
            ),
        ),
    ]
