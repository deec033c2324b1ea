"""What loading the demo of one app is, whichever app: a workbook a station through the importer, then its stories."""

from abc import ABC, abstractmethod

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from stations.imports.actions import import_file, sentence
from stations.kit.scoping import in_station
from stations.management.demo.clock import quiet
from stations.organisation.models import Station

DATA = settings.BASE_DIR / "config" / "local" / "demo_data"
# Code of the station, name of its workbooks, what its logins end in.
STATIONS = (("QM", "qianmen", ""), ("CW", "chaowai", "2"))
REFUSALS_SHOWN = 20


class LoadDemo(BaseCommand, ABC):
    """One transaction a station, so that a load that broke off starts over; repeated, it adds nothing.

    Attributes:
        app: which app; its workbooks are ``<app>_<station>.xlsx``.
        kind: kind of these workbooks.
    """

    app = kind = ""

    def handle(self, *args, **options):
        """Station by station."""
        if not settings.DEMO:
            raise CommandError(f"load_{self.app}_demo runs only with DEMO=1: its logins are public")
        for code, name, suffix in STATIONS:
            station = Station.objects.filter(code=code).first()
            if station is None:
                raise CommandError(f"there is no station {code}: run load_demo first")
            with in_station(station), quiet(), transaction.atomic():
                if self.is_new():
                    self._read(station, f"{self.app}_{name}.xlsx")
                self.tell(station, suffix)

    @abstractmethod
    def is_new(self) -> bool:
        """Whether the station in scope has not read its workbook yet."""

    @abstractmethod
    def tell(self, station: Station, suffix: str) -> None:
        """What the station has beside its workbook; ``suffix`` ends its logins."""

    def say(self, station: Station, what: object) -> None:
        """A line of the command."""
        self.stdout.write(f"{station.code}: {what}")

    def _read(self, station: Station, name: str) -> None:
        file = DATA / name
        with file.open("rb") as stream:
            report = import_file(kind=self.kind, name=name, stream=stream, size=file.stat().st_size, station=station)
        for note in report.notes:
            self.say(station, note)
        refused = [row for row in report.rows if row["action"] == "refused"]
        for row in refused[:REFUSALS_SHOWN]:
            self.stderr.write(sentence(row))
        if refused:
            raise CommandError(f"{name}: {len(refused)} rows refused, nothing written")
        self.say(station, f"{name}: added {report.counts['added']}")
