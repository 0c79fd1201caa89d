import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0005_a_post_for_everybody")]

    operations = [
        migrations.AlterField(
            model_name="staff",
            name="seat",
            field=models.ForeignKey(
                db_constraint=False, on_delete=django.db.models.deletion.PROTECT,
                related_name="holders", to="people.post",
            ),
        ),
    ]  # fmt: skip
