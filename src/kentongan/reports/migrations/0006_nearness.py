"""Where a report lies in whole numbers, and whether it is open, for finding what is like it.

Whether a report is open lies in its folder, in another table; an index of what is open and near
cannot look there. So the report mirrors it, and triggers keep the mirror, whoever writes.
"""

from django.db import migrations, models
from django.db.models.functions import Cast, Floor

from kentongan.cities.each import each_city

FORWARD = """
CREATE FUNCTION reports_open_when_made() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    NEW.is_open := NOT EXISTS (
        SELECT FROM cases_matter m
        WHERE m.city_id = NEW.city_id AND m.id = NEW.matter_id AND m.ended_at IS NOT NULL);
    RETURN NEW;
END $$;

CREATE FUNCTION reports_open_as_folder() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE reports_report SET is_open = NEW.ended_at IS NULL
    WHERE city_id = NEW.city_id AND matter_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER open_when_made BEFORE INSERT ON reports_report
FOR EACH ROW EXECUTE FUNCTION reports_open_when_made();

CREATE TRIGGER open_as_folder AFTER UPDATE OF ended_at ON cases_matter FOR EACH ROW
WHEN ((OLD.ended_at IS NULL) <> (NEW.ended_at IS NULL))
EXECUTE FUNCTION reports_open_as_folder();
"""

BACK = """
DROP TRIGGER open_as_folder ON cases_matter;
DROP TRIGGER open_when_made ON reports_report;
DROP FUNCTION reports_open_as_folder();
DROP FUNCTION reports_open_when_made();
"""

_MIRROR = """
UPDATE reports_report r SET is_open = false FROM cases_matter m
WHERE r.city_id = %s AND m.city_id = r.city_id AND m.id = r.matter_id AND m.ended_at IS NOT NULL
"""


def mirror(apps, schema_editor):
    for city in each_city(apps, schema_editor):
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(_MIRROR, [city])


def cell(degrees):
    whole = models.IntegerField()
    return models.GeneratedField(
        db_persist=True, expression=Cast(Floor(models.F(degrees) * 300), whole), output_field=whole
    )


class Migration(migrations.Migration):
    dependencies = [("reports", "0005_promise")]

    operations = [
        migrations.AddField("report", "cell_lat", cell("latitude")),
        migrations.AddField("report", "cell_lon", cell("longitude")),
        migrations.AddField(
            "report",
            "is_open",
            models.BooleanField(db_default=True, default=True, editable=False),
        ),
        migrations.RunPython(mirror, migrations.RunPython.noop),
        migrations.RunSQL(FORWARD, BACK),
        migrations.AddIndex(
            "report",
            models.Index(
                condition=models.Q(("is_open", True)),
                fields=["city", "cell_lat", "cell_lon"],
                name="reports_open_by_cell",
            ),
        ),
        migrations.AddIndex(
            "report",
            models.Index(
                condition=models.Q(("is_open", True)),
                fields=["city", "area", "-matter"],
                name="reports_open_by_area",
            ),
        ),
    ]
