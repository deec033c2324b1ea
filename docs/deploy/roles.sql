-- Two roles: the owner makes tables (migrate, restore), the portal only reads and writes rows. Run once as a superuser:
--   psql -v owner_password=… -v app_password=… -f roles.sql postgres
\set ON_ERROR_STOP on
\if :{?name}
\else
\set name fenggang
\endif
CREATE ROLE fenggang_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE fenggang_app LOGIN PASSWORD :'app_password';
-- C.UTF-8, not C: with plain C no trigram is found in Chinese text.
CREATE DATABASE :"name" OWNER fenggang_owner TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8';
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"name" TO fenggang_app;
\connect :"name"
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT ALL ON SCHEMA public TO fenggang_owner;
GRANT USAGE ON SCHEMA public TO fenggang_app;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
