-- Number of rows of every table, one a line. Sessions come and go, so they do not count.
SELECT format('SELECT %L, count(*) FROM %I.%I', relname, nspname, relname)
FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
WHERE nspname = 'public' AND relkind IN ('r', 'p') AND relname <> 'django_session'
ORDER BY relname
\gexec
