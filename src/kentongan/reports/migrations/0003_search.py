"""The words of reports, apart and without a policy: where a search is fast under the locks.

`@@` is not leakproof, so under row security it never uses an index: 300,000 reports would be read
one by one. This table lies in a schema that role `app` may not read. A trigger keeps it, whoever
writes reports; the one way in is a function that asks for the city itself.
"""

from django.db import migrations

FORWARD = """
CREATE SCHEMA search;

CREATE TABLE search.report (
    matter_id bigint PRIMARY KEY,
    city_id int NOT NULL,
    words tsvector NOT NULL
);
CREATE INDEX report_words ON search.report USING gin (words);

CREATE FUNCTION search.keep() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM search.report WHERE matter_id = OLD.matter_id;
        RETURN NULL;
    END IF;
    INSERT INTO search.report (matter_id, city_id, words)
    VALUES (NEW.matter_id, NEW.city_id,
            to_tsvector('simple'::regconfig, left(NEW.text, 4000) || ' ' || NEW.place))
    ON CONFLICT (matter_id) DO UPDATE SET words = EXCLUDED.words, city_id = EXCLUDED.city_id;
    RETURN NULL;
END $$;

CREATE TRIGGER keep_words AFTER INSERT OR DELETE OR UPDATE OF text, place ON reports_report
FOR EACH ROW EXECUTE FUNCTION search.keep();

CREATE FUNCTION search.reports(wanted text, most int) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT matter_id FROM search.report
    WHERE city_id = nullif(current_setting('app.city', true), '')::int
      AND words @@ to_tsquery('simple'::regconfig, wanted)
    ORDER BY matter_id DESC LIMIT most
$$;

REVOKE ALL ON FUNCTION search.reports(text, int), search.keep() FROM PUBLIC;
DO $$ BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'app') THEN
        GRANT USAGE ON SCHEMA search TO app;
        GRANT EXECUTE ON FUNCTION search.reports(text, int) TO app;
    END IF;
END $$;
"""

BACK = """
DROP TRIGGER keep_words ON reports_report;
DROP SCHEMA search CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_taken_over_and_by_district")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
