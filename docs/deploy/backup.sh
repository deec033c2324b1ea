#!/bin/sh
# Backup of the database, the attachments and the secrets into one dated folder.
#
#   DATABASE_URL=postgres://… MEDIA_ROOT=… backup.sh TARGET [DAYS_KEPT]
#
# OWNER_DATABASE_URL, if set, is used instead of DATABASE_URL (the owner may read every table).
# SECRETS names files to keep (default: /etc/fenggang/fenggang.env). BACKUP_KEY, a file with a passphrase, encrypts
# what holds secrets and attachments; without it the folder must lie on an encrypted disk (SE-12).
# PGBIN names the folder of pg_dump when it is not on the PATH. The folder appears only when it is complete.
set -eu
umask 077

target=${1:?usage: backup.sh TARGET [DAYS_KEPT]}
days=${2:-30}
here=$(cd "$(dirname "$0")" && pwd)
. "$here/connection.sh"
media=${MEDIA_ROOT:?set MEDIA_ROOT}
secrets=${SECRETS:-/etc/fenggang/fenggang.env}

stamp=$(date +%Y%m%d-%H%M%S)
folder=$target/$stamp
unfinished=$folder.unfinished
mkdir -p "$unfinished"
trap 'rm -rf "$unfinished"' EXIT

seal() {  # stdin to the file $1, encrypted when there is a key
    if [ -n "${BACKUP_KEY:-}" ]; then
        openssl enc -aes-256-cbc -pbkdf2 -iter 600000 -salt -pass "file:$BACKUP_KEY" -out "$1.enc"
    else
        cat > "$1"
    fi
}

# One snapshot for the dump and for the counts that a restore is compared with. The database goes first: an
# attachment is stored before the row that names it is committed.
export unfinished database
"${PGBIN:+$PGBIN/}psql" -X -q -At -F ' ' -v ON_ERROR_STOP=1 -d "$database" > "$unfinished/counts.txt" <<SQL
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SELECT pg_export_snapshot() AS snapshot \gset
\setenv SNAPSHOT :snapshot
\! "${PGBIN:+$PGBIN/}pg_dump" -Fc --no-owner --no-privileges --snapshot="\$SNAPSHOT" -f "\$unfinished/plain" "\$database"
$(cat "$here/counts.sql")
COMMIT;
SQL
"${PGBIN:+$PGBIN/}pg_restore" -l "$unfinished/plain" > /dev/null
seal "$unfinished/database.dump" < "$unfinished/plain"
rm "$unfinished/plain"
mkdir -p "$media"
tar -C "$media" -cf - . | seal "$unfinished/media.tar"
# shellcheck disable=SC2086
tar -C / -chf - $(for file in $secrets; do printf '%s ' "${file#/}"; done) | seal "$unfinished/secrets.tar"
(cd "$unfinished" && sha256sum -- * > SHA256SUMS)
[ -s "$unfinished/counts.txt" ]

mv "$unfinished" "$folder"
trap - EXIT
# Only complete backups are counted and removed.
find "$target" -mindepth 1 -maxdepth 1 -type d -name '????????-??????' -mtime "+$days" -exec rm -rf {} +
echo "$(date -Iseconds) backup $folder $(du -sh "$folder" | cut -f1)"
