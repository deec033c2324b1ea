#!/bin/sh
# Restore a folder made by backup.sh into an EMPTY database and an empty folder, and compare the counts.
#
#   DATABASE_URL=postgres://… MEDIA_ROOT=… restore.sh FOLDER
#
# OWNER_DATABASE_URL, BACKUP_KEY and PGBIN as in backup.sh. The secrets are not put in place: unpack secrets.tar by
# hand (the restored database can only be read with the FIELD_KEYS in it). Run harden.sql afterwards.
set -eu
umask 077

folder=${1:?usage: restore.sh FOLDER}
here=$(cd "$(dirname "$0")" && pwd)
. "$here/connection.sh"
media=${MEDIA_ROOT:?set MEDIA_ROOT}
psql="${PGBIN:+$PGBIN/}psql"

open() {  # the file $1 of the backup, decrypted
    if [ -f "$folder/$1.enc" ]; then
        openssl enc -d -aes-256-cbc -pbkdf2 -iter 600000 -pass "file:${BACKUP_KEY:?set BACKUP_KEY}" -in "$folder/$1.enc"
    else
        cat "$folder/$1"
    fi
}

(cd "$folder" && sha256sum --quiet -c SHA256SUMS)
tables=$("$psql" -X -At -d "$database" -c "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
if [ "$tables" != 0 ]; then
    echo "the database is not empty ($tables tables): create a new one" >&2
    exit 1
fi
if [ -d "$media" ] && [ -n "$(ls -A "$media")" ]; then
    echo "$media is not empty: name a new folder" >&2
    exit 1
fi

open database.dump > "${TMPDIR:-/tmp}/restore.$$"
trap 'rm -f "${TMPDIR:-/tmp}/restore.$$" "${TMPDIR:-/tmp}/counts.$$"' EXIT
"${PGBIN:+$PGBIN/}pg_restore" --exit-on-error --single-transaction --no-owner --no-privileges --no-comments \
    -d "$database" "${TMPDIR:-/tmp}/restore.$$"
PGOPTIONS="-c client_min_messages=error" "$psql" -X -q -d "$database" -c ANALYZE
mkdir -p "$media"
open media.tar | tar -C "$media" -xf -

"$psql" -X -q -At -F ' ' -d "$database" -f "$here/counts.sql" > "${TMPDIR:-/tmp}/counts.$$"
if diff "$folder/counts.txt" "${TMPDIR:-/tmp}/counts.$$"; then
    echo "restored: $(wc -l < "$folder/counts.txt") tables, $(awk '{n += $2} END {print n}' "$folder/counts.txt") rows, counts equal"
else
    echo "restored, but the counts above differ" >&2
    exit 1
fi
