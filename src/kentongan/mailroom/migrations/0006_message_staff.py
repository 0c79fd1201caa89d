import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mailroom', '0005_messages_doubted'),
        ('people', '0003_linked_contacts'),
    ]

    operations = [
        migrations.AddField(
            model_name='message',
            name='staff',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.staff'),
        ),
    ]
