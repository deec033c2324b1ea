# Sourced by backup.sh and restore.sh: $database, an address that pg_dump and psql understand.
# `postgres://user@//socket/folder/name` (as the demo uses) is rewritten to libpq's own form.
database=${OWNER_DATABASE_URL:-${DATABASE_URL:?set DATABASE_URL}}
case $database in
*@//*)
    user=${database#*://} && user=${user%%@*}
    place=${database#*@/}
    database="postgresql:///${place##*/}?host=${place%/*}&user=$user"
    ;;
esac
