"""Who may see a confidential report, and that misconduct always is one.

The words of a resident decide what kind a report is, in more than one place; a trigger sets both
marks with the kind, whoever writes, and a constraint says so.
"""

from django.db import migrations, models

import kentongan.cities.locks
from kentongan.cities.each import each_city

FORWARD = """
CREATE FUNCTION reports_hide_misconduct() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    NEW.confidential := true;
    NEW.anonymous := true;
    RETURN NEW;
END $$;

CREATE TRIGGER hide_misconduct BEFORE INSERT OR UPDATE OF kind, confidential, anonymous
ON reports_report FOR EACH ROW WHEN (NEW.kind = 'oversight')
EXECUTE FUNCTION reports_hide_misconduct();
"""

BACK = """
DROP TRIGGER hide_misconduct ON reports_report;
DROP FUNCTION reports_hide_misconduct();
"""


def hide(apps, schema_editor):
    Report = apps.get_model("reports", "Report")
    for city in each_city(apps, schema_editor):
        told = Report.objects.filter(city_id=city, kind="oversight")
        told.update(confidential=True, anonymous=True)


class Migration(migrations.Migration):
    dependencies = [("people", "0004_posts"), ("reports", "0006_nearness")]

    operations = [
        migrations.RunPython(hide, migrations.RunPython.noop),
        migrations.RunSQL(FORWARD, BACK),
        migrations.AddConstraint(
            "report",
            models.CheckConstraint(
                condition=~models.Q(kind="oversight") | models.Q(confidential=True, anonymous=True),
                name="misconduct_is_always_hidden",
            ),
        ),
        migrations.CreateModel(
            "Named",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "city",
                    models.ForeignKey(
                        "cities.city",
                        models.PROTECT,
                        default=kentongan.cities.locks.current_id,
                        editable=False,
                        related_name="+",
                    ),
                ),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        "people.staff", models.PROTECT, db_constraint=False, null=True
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        "people.post", models.PROTECT, db_constraint=False, related_name="named"
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        "reports.report", models.PROTECT, db_constraint=False, related_name="named"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["city", "report"], name="named_of_report")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(ended_at=None),
                        fields=("city", "report", "post"),
                        name="a_post_is_named_once",
                    )
                ],
            },
        ),
    ]
