"""``manage.py load_mediation_demo``: the network of the demo stations through the importer, and disputes."""

from mediation.management.furnishing import furnish
from mediation.management.rounds import add_rounds
from mediation.network.importer import KIND
from mediation.network.models import Mediator
from stations.management.demo.loading import LoadDemo


class Command(LoadDemo):
    """A workbook is read until there are mediators, disputes are made while there are none."""

    help = "Load the mediation of the demo stations (only when DEMO=1, after load_demo)."
    app, kind = "mediation", KIND

    def is_new(self):
        """Until there are mediators."""
        return not Mediator.objects.exists()

    def tell(self, station, suffix):
        """Disputes, then what rounds found."""
        made = furnish(station, suffix)
        add_rounds(station)
        self.say(station, f"{made or 'no new'} disputes")
