"""A squad on patrol and the kinds of findings it may report."""

import uuid

import pytest

from patrols.findings import actions
from patrols.findings.models import FindingKind
from patrols.findings.words import Act
from stations.catalogue.words import Kind
from stations.kit.scoping import in_station
from tests.factories import make_category
from tests.factories.patrols import make_patrols


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Files of a test lie in its own folder."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def patrols(cast):
    """The test runs inside station one, beside a squad that is on its way."""
    with in_station(cast.station):
        yield make_patrols(cast.station)


@pytest.fixture
def make_kind(cast):
    """``make_kind(kind=…, acts=…, direct=…)``: a kind of finding."""

    def make(kind: str = Kind.HAZARD, acts=(Act.REPORTED, Act.REMOVED, Act.DISSUADED), **fields) -> FindingKind:
        fields = {"code": uuid.uuid4().hex[:8], "name": "消防通道堵塞"} | fields
        category = make_category(cast.station, kind=kind)
        return FindingKind.objects.create(station=cast.station, category=category, acts=list(acts), **fields)

    return make


@pytest.fixture
def report(patrols, make_kind):
    """``report()``: the guard reports a hazard; arguments as of the action."""

    def send(**fields):
        fields = {
            "guard": patrols.guard, "client_id": uuid.uuid4(), "act": Act.REPORTED, "words": "纸箱堵住通道",
            "place": "鲜鱼口街3号", **fields,
        }  # fmt: skip
        return actions.report(kind=fields.pop("kind", None) or make_kind(), **fields)

    return send
