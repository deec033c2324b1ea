-- Rights of the portal's role, to be run by the owner after every migrate:
--   psql "$OWNER_DATABASE_URL" -v app=fenggang_app -f harden.sql
-- The day-book and the row history are append-only for the portal, whatever its code does (SE-09).
\set ON_ERROR_STOP on
\if :{?app}
\else
\set app fenggang_app
\endif
BEGIN;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO :"app";
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO :"app";
REVOKE TRUNCATE, REFERENCES, TRIGGER ON ALL TABLES IN SCHEMA public FROM :"app";
-- Which migrations ran is the owner's business; /healthz reads it.
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM :"app";

SELECT format('REVOKE UPDATE, DELETE ON %s FROM %I', string_agg(relname::text, ', '), :'app')
FROM (
    SELECT c.oid::regclass AS relname
    FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
      AND (c.relname = 'stations_entry'
           -- every history table of pghistory, by its columns rather than by its name
           OR EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'pgh_obj_id')
           AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'pgh_label'))
    ORDER BY 1
) AS append_only
\gexec
COMMIT;

-- What is left to see: every line must say "append only".
SELECT c.oid::regclass AS "table",
       CASE WHEN has_table_privilege(:'app', c.oid, 'UPDATE, DELETE, TRUNCATE')
            THEN 'NOT PROTECTED' ELSE 'append only' END AS state
FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
  AND (c.relname = 'stations_entry' OR c.relname ~ '^(stations|patrols|mediation|community)_.*event$')
ORDER BY 1;
