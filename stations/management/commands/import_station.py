"""``manage.py import_station FILE [--station CODE]``: check and apply a station workbook at once."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError, transaction

from stations.imports.actions import import_file, sentence
from stations.imports.reading import read
from stations.kit.answer import RuleBroken
from stations.kit.scoping import in_station
from stations.organisation.importer import KIND, station_row
from stations.organisation.models import Station


class Command(BaseCommand):
    """All or nothing, with the same row messages as the page."""

    help = "Import a station workbook (.xlsx); creates the station from its sheet 站所 when it does not exist."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--station", help="code of an existing station; default: the code in the sheet 站所")

    def handle(self, *args, file: Path, station: str | None = None, **options):
        """Exit code 1 with one line a refused row; nothing is written then."""
        if not file.is_file():
            raise CommandError(f"{file}: no such file")
        try:
            with transaction.atomic():
                self._import(file, station)
        except RuleBroken as refusal:
            raise CommandError(str(refusal)) from None
        except IntegrityError as clash:
            raise CommandError(f"{file.name}: {clash}".strip()) from None

    def _import(self, file: Path, code: str | None) -> None:
        with file.open("rb") as stream:
            size = file.stat().st_size
            station = self._station(code, stream, size)
            with in_station(station):
                report = import_file(kind=KIND, name=file.name, stream=stream, size=size, station=station)
        for note in report.notes:
            self.stdout.write(note)
        refused = [row for row in report.rows if row["action"] == "refused"]
        for row in refused:
            self.stderr.write(sentence(row))
        counts = report.counts
        if refused:
            raise CommandError(f"{file.name}: {len(refused)} rows refused, nothing written")
        self.stdout.write(
            f"{file.name}: {station.code} added {counts['added']}, changed {counts['changed']}, same {counts['same']}"
        )

    def _station(self, code: str | None, stream, size: int) -> Station:
        """The station named on the command line or in the sheet; made when the sheet describes a new one."""
        if code:
            found = Station.objects.select_for_update(no_key=True).filter(code=code).first()
            if found is None:
                raise CommandError(f"no station has the code {code}")
            return found
        values = station_row(read(stream, size))
        if values is None:
            raise CommandError("the workbook has no readable sheet 站所; name the station with --station")
        found = Station.objects.select_for_update(no_key=True).filter(code=values["code"]).first()
        return found or Station.objects.create(**values)
