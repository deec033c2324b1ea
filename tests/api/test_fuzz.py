"""The API fuzzed by its own OpenAPI document: no 5xx, and every answer is one that the document promises."""

import datetime
import itertools

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from config.wsgi import application
from stations.access import tokens
from stations.kit.scoping import in_station
from stations.roster import absences
from stations.roster.actions import generate, running_day
from stations.roster.models import Absence, Duty
from tests.factories import make_rotation

PROMISED = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
DAY = datetime.timedelta(days=1)

document = schemathesis.openapi.from_dict(SchemaGenerator().get_schema(public=True))
document.app = application
document.config.phases.stateful.enabled = False
# Hundreds of requests for one operation, nearly all of them refused by the same parser.
document.config.phases.coverage.enabled = False


@pytest.fixture
def kept_open():
    """The application runs inside the test's transaction, whose connection it must not close."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker):
    """One station for all operations: building it for each would cost more than asking them."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


def build():
    """Duties of a week, an absence, and for each resource the id of a row."""
    made = make_rotation(per_section=1)
    with in_station(made.station):
        today = running_day()
        generate(station=made.station, first=today, last=today + 7 * DAY)
        away = made.officers["case", 0][0]
        away.team_id = made.teams["case"].pk
        absence, _covered = absences.enter(
            station=made.station, officer=away, kind=Absence.Kind.LEAVE, first_day=today + DAY,
            last_day=today + 2 * DAY, reason="test", actor=made.chief.user,
        )  # fmt: skip
        ids = {
            "stations": made.station.pk, "officers": made.chief.pk, "teams": made.teams["case"].pk,
            "absences": absence.pk, "duties": Duty.objects.first().pk, "shift-groups": made.groups[0].pk,
            "rotation-plans": made.plan.pk,
        }  # fmt: skip
    token, _row = tokens.issue(user=made.chief.user, label="fuzz", at=timezone.now())
    return token, ids


@pytest.fixture
def station(house, db, kept_open):
    """The house in a transaction of one operation."""
    return *house, itertools.count()


@document.parametrize()
@settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_request_breaks_it(case, station):
    token, ids, turn = station
    name = case.path.split("/")[3]
    # Ids that are made up mostly meet nothing: every other request asks for a row that is there.
    if "id" in (case.path_parameters or {}) and name in ids and next(turn) % 2:
        case.path_parameters["id"] = ids[name]
    answer = case.call(headers={"Authorization": f"Token {token}", "Prefer": "respond-async"})
    case.validate_response(answer, checks=PROMISED)
