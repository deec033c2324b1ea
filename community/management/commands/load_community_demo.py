"""``manage.py load_community_demo``: the lists of the demo stations through the importer, and who agreed."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from community.groups.importer import KIND
from community.groups.models import WatchGroup
from community.management import (
    beat_stories,
    class_stories,
    clue_stories,
    enterprise_stories,
    forum_stories,
    night_stories,
    partner_stories,
    point_stories,
    survey_stories,
    wish_stories,
)
from community.management.furnishing import furnish
from stations.imports.actions import import_file, sentence
from stations.kit.scoping import in_station
from stations.management.demo.clock import quiet
from stations.organisation.models import Station

DATA = Path(settings.BASE_DIR) / "config/local/demo_data"
STATIONS = (("QM", "community_qianmen.xlsx", ""), ("CW", "community_chaowai.xlsx", "2"))


class Command(BaseCommand):
    """Idempotent: a workbook is read while there are no groups, members are made while there are none."""

    help = "Load the crime watch of the demo stations (only when DEMO=1, after load_demo)."

    def handle(self, *args, **options):
        """One transaction a station, so that a load that broke off starts over."""
        if not settings.DEMO:
            raise CommandError("load_community_demo runs only with DEMO=1: its logins are public")
        for code, file, suffix in STATIONS:
            station = Station.objects.filter(code=code).first()
            if station is None:
                raise CommandError(f"there is no station {code}: run load_demo first")
            with in_station(station), quiet(), transaction.atomic():
                self._load(station, DATA / file, suffix)

    def _load(self, station: Station, file: Path, suffix: str) -> None:
        if not WatchGroup.objects.exists():
            self._import(station, file)
        made = furnish(station, suffix)
        self.stdout.write(f"{station.code}: {made or 'no new'} crime-watch members")
        self.stdout.write(f"{station.code}: {beat_stories.tell(station) or 'no new'} notes of community officers")
        self.stdout.write(f"{station.code}: {class_stories.tell(station) or 'no new'} evening classes")
        self.stdout.write(f"{station.code}: {enterprise_stories.tell(station) or 'no new'} enterprises")
        self.stdout.write(f"{station.code}: {night_stories.tell_stories(station) or 'no new'} night patrols")
        self.stdout.write(f"{station.code}: {partner_stories.tell(station) or 'no new'} demands of enterprises")
        self.stdout.write(f"{station.code}: {survey_stories.tell(station) or 'no new'} surveys")
        self.stdout.write(f"{station.code}: {clue_stories.tell(station) or 'no new'} clues")
        self.stdout.write(f"{station.code}: {forum_stories.tell(station) or 'no new'} questions and suggestions")
        self.stdout.write(f"{station.code}: {wish_stories.tell(station) or 'no new'} wishes of residents")
        self.stdout.write(f"{station.code}: {point_stories.tell(station) or 'no new'} bookings of points")

    def _import(self, station: Station, file: Path) -> None:
        with file.open("rb") as stream:
            report = import_file(kind=KIND, name=file.name, stream=stream, size=file.stat().st_size, station=station)
        refused = [row for row in report.rows if row["action"] == "refused"]
        for row in refused[:20]:
            self.stderr.write(sentence(row))
        if refused:
            raise CommandError(f"{file.name}: {len(refused)} rows refused, nothing written")
        self.stdout.write(f"{file.name}: {station.code} added {report.counts['added']}")
