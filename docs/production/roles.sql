-- Four roles and a database, as a superuser of PostgreSQL 15 or newer. The names of the roles are
-- fixed: the migrations grant rights to them. Give your own passwords:
--
--   psql -v owner="'…'" -v app="'…'" -v door="'…'" -v backup="'…'" -f roles.sql

CREATE ROLE owner  LOGIN PASSWORD :owner;             -- owns the tables and migrates, nothing else
CREATE ROLE app    LOGIN PASSWORD :app;               -- pages and worker; row security holds it
CREATE ROLE door   LOGIN PASSWORD :door;              -- may insert letters, and read nothing
CREATE ROLE backup LOGIN BYPASSRLS PASSWORD :backup;  -- reads across cities, and writes nothing
GRANT pg_read_all_data TO backup;

CREATE DATABASE kentongan OWNER owner TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
REVOKE ALL ON DATABASE kentongan FROM PUBLIC;
GRANT CONNECT ON DATABASE kentongan TO owner, app, door, backup;
