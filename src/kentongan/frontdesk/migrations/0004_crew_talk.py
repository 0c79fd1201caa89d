import django.db.models.deletion
from django.db import migrations, models

import kentongan.cities.locks

_QUESTIONS = [
    ("which", "laporan yang mana"),
    ("what", "apa yang dikerjakan"),
    ("whose", "urusan siapa"),
    ("more", "foto tambahan"),
]


def _of(to, on_delete=django.db.models.deletion.CASCADE, **more):
    return models.ForeignKey(db_constraint=False, on_delete=on_delete, to=to, **more)


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0003_seal"),
        ("cities", "0001_initial"),
        ("frontdesk", "0003_data_request"),
        ("mailroom", "0007_mails"),
        ("people", "0007_user_home"),
    ]

    operations = [
        migrations.CreateModel(
            name="CrewTalk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False,
                                           verbose_name="ID")),
                ("question", models.CharField(blank=True, choices=_QUESTIONS, max_length=5)),
                ("waiting", models.JSONField(default=list,
                                             help_text="ids of messages, oldest first")),
                ("asked_at", models.DateTimeField()),
                ("about", _of("cases.matter", django.db.models.deletion.PROTECT, null=True)),
                ("city", models.ForeignKey(
                    default=kentongan.cities.locks.current_id, editable=False,
                    on_delete=django.db.models.deletion.PROTECT, related_name="+",
                    to="cities.city",
                )),
                ("contact", _of("people.contact")),
                ("line", _of("mailroom.line")),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("question", "which")), fields=["city", "asked_at"],
                        name="crew_talks_not_chosen",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("city", "contact", "line"), name="one_crew_talk"
                    )
                ],
            },
        ),
    ]
