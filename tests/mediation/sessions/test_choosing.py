"""Times from the day and in the room that people ask for; whoever is invited later is expected, too."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mediation.cases import ways
from mediation.cases.forms_matching import JointForm
from mediation.network.models import Department, DepartmentContact
from mediation.network.words import Way
from mediation.sessions.choosing import choices
from mediation.sessions.words import How
from tests.factories.mediation import make_mediation_room
from tests.mediation.sessions.conftest import moment

TUESDAY = moment("2026-06-09 10:20")
PAGE = "/mediation/cases/{}/sessions/new/"


def days(found) -> set[str]:
    return {timezone.localtime(slot.start).strftime("%m-%d") for slot, _room in found}


def test_three_days_later_is_a_day_one_can_ask_for(rt, room, mediator):
    type(rt).objects.filter(pk=rt.pk).update(due_on=TUESDAY.date() + timedelta(days=30))
    rt.refresh_from_db()
    found = choices(rt, TUESDAY, from_day=TUESDAY.date() + timedelta(days=3), way=How.ONSITE, mediator=mediator)
    assert days(found) == {"06-12", "06-15"}
    assert days(choices(rt, TUESDAY, way=How.ONSITE, mediator=mediator)) >= {"06-09", "06-10"}


@pytest.mark.parametrize("from_day", ["2020-01-01", "2199-01-01"])
def test_a_day_gone_by_or_far_away_is_no_wish(rt, room, mediator, from_day):
    now = timezone.now()
    plain = choices(rt, now, way=How.ONSITE, mediator=mediator)
    wished = choices(rt, now, from_day=moment(f"{from_day} 00:00").date(), way=How.ONSITE, mediator=mediator)
    assert wished == plain


def test_the_room_that_is_asked_for_is_the_only_one(rt, room, mediator):
    own = make_mediation_room(rt.station, "社区调解室", community=rt.community)
    assert {one for _slot, one in choices(rt, timezone.now(), way=How.ONSITE, mediator=mediator)} == {own}
    found = choices(rt, timezone.now(), room=room, way=How.ONSITE, mediator=mediator)
    assert {one for _slot, one in found} == {room}


@pytest.mark.parametrize("query", ["", "?from_day=2026-99-99&room=x&way=y", "?from_day=0001-01-01&room=999999999999"])
def test_the_page_takes_any_question(rt, room, mediator, client_of, query):
    assert client_of(mediator).get(PAGE.format(rt.pk) + query).status_code == 200


@pytest.fixture
def offices(in_one):
    found = []
    for name, person in (("街道办事处", "周敏"), ("司法所", "吴启明")):
        office = Department.objects.create(station=in_one, name=name)
        DepartmentContact.objects.create(station=in_one, department=office, name=person)
        found.append(office)
    return found


def test_a_department_brings_its_contact(offices):
    sent = {"department_1": offices[0].pk, "department_2": offices[1].pk, "person_2": "郑兰", "consent": "on"}
    form = JointForm(sent)
    shown = {str(label) for _value, label in form.fields["department_1"].choices}
    assert {"司法所 · 吴启明", "街道办事处 · 周敏"} < shown
    assert form.is_valid()
    assert form.cleaned_data["people"] == [(offices[0], "周敏"), (offices[1], "郑兰")]


def test_whoever_is_invited_later_is_expected_at_the_appointment_ahead(rt, fix, room, mediator, offices):
    ahead = fix(rt, room=room)
    people = [(offices[0], "周敏"), (offices[1], "吴启明")]
    ways.mark_joint(case=rt, people=people, consent=True, actor=mediator.user)
    ways.invite(case=rt, kind="relative", name="亲友", consent=True, actor=mediator.user)
    expected = ahead.attendances.filter(invitee__isnull=False)
    assert sorted(expected.values_list("invitee__name", flat=True)) == ["亲友", "吴启明", "周敏"]
    rt.refresh_from_db()
    assert Way.JOINT in rt.ways
