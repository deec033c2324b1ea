"""Who becomes a mediator, on which account, and how far the account opens doors."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from mediation.models import Mediator, MediatorAbsence, RoomSitting
from mediation.network import people, rules
from mediation.network.lists import mediators_on
from mediation.network.words import Group
from stations.access.rules import enters_with_password
from stations.kit.answer import NotAllowed, RuleBroken
from stations.models import Entry, User
from stations.organisation.rules import may_issue_code
from tests.factories import client_of, make_person
from tests.factories.mediation import make_case, make_mediator

TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)


def appoint(net, **fields):
    values = {"number": "TJ100", "kind": net.kinds[Group.ELDER], "joined_on": TODAY, "name": "张示例"} | fields
    return people.appoint(station=net.station, actor=net.keeper.user, **values)


def test_a_new_mediator_gets_an_account_that_only_a_code_opens(net):
    row = appoint(net, phone="13900000001")
    assert not row.user.has_usable_password()
    assert (row.user.username, row.user.home_station) == ("tj100", net.station)
    assert Entry.objects.about(row).get().verb == "mediator.appointed"


def test_somebody_known_by_phone_keeps_the_account(net):
    guard = make_person(net.station, name="张示例", phone="13900000001")
    before = User.objects.count()
    assert appoint(net, phone="13900000001").user == guard
    assert User.objects.count() == before


def test_a_known_phone_with_another_name_is_a_mistake(net):
    make_person(net.station, name="别人", phone="13900000001")
    with pytest.raises(RuleBroken) as refusal:
        appoint(net, phone="13900000001")
    assert refusal.value.code == "phone_of_other"


def test_an_officer_gets_the_profile_on_the_own_account_and_never_mediates_for_the_committee(net):
    police, officer = net.kinds[Group.POLICE], net.cast.officer
    with pytest.raises(RuleBroken) as refusal:
        appoint(net, kind=police, officer=officer, of_committee=True)
    assert refusal.value.code == "police_of_committee"
    assert appoint(net, kind=police, officer=officer).user == officer.user


@pytest.mark.parametrize(
    ("group", "officer", "licence", "code"),
    [
        (Group.POLICE, False, "", "not_police"),
        (Group.ELDER, True, "", "police_kind"),
        (Group.LAWYER, False, " ", "no_licence"),
        (Group.LAWYER, False, "11101", None),
        (Group.POLICE, True, "", None),
    ],
)
def test_who_may_mediate_as_what(net, group, officer, licence, code):
    answer = rules.may_mediate(
        group=group, officer=net.cast.officer if officer else None, licence_no=licence, of_committee=False
    )
    assert (answer.code or None) == code


def test_a_stranger_of_the_network_appoints_nobody(net):
    with pytest.raises(NotAllowed):
        people.appoint(
            station=net.station, actor=net.elder.user, number="X", name="某", kind=net.kinds[Group.ELDER],
            joined_on=TODAY,
        )  # fmt: skip


def test_the_keeper_gives_codes_to_accounts_made_for_mediation_only(net):
    fresh = appoint(net)
    known = make_mediator(net.station, Group.ELDER, user=make_person(net.station, name="甲"))
    assert may_issue_code(net.keeper.user, fresh.user)
    assert not may_issue_code(net.keeper.user, known.user)
    assert not may_issue_code(net.elder.user, fresh.user)


def test_mediators_choose_a_password_and_open_their_pages_but_no_others(net):
    assert enters_with_password(net.elder.user)
    make_case(net.station)
    client = client_of(net.elder)
    for name in ("mediators", "mediation-rooms", "mediation-calendar", "departments", "committee"):
        assert client.get(reverse(name)).status_code == 200, name
    for path in ("/duty/", "/command/", "/team/officers/", "/patrols/squads/"):
        assert client.get(path).status_code == 403, path
    assert client.get("/api/v1/mediators/").status_code == 200
    assert client.get("/api/v1/cases/").json()["count"] == 0
    assert client.get("/api/v1/officers/").status_code == 403


def test_who_has_left_opens_nothing_any_more(net):
    people.leave(mediator=net.elder, day=TODAY, actor=net.keeper.user)
    assert client_of(net.elder).get(reverse("mediators")).status_code == 403
    again = people.take_back(mediator=net.elder, day=TODAY, actor=net.keeper.user)
    assert again.left_on is None


def test_nobody_leaves_with_open_cases(net):
    make_case(net.station, state="accepted", mediator=net.elder)
    with pytest.raises(RuleBroken) as refusal:
        people.leave(mediator=net.elder, day=TODAY, actor=net.keeper.user)
    assert refusal.value.code == "open_cases"


def test_load_and_absence_are_reckoned_beside_a_mediator(net):
    net.elder.most_open = 1
    net.elder.save()
    make_case(net.station, state="accepted", mediator=net.elder)
    make_case(net.station, state="archived", mediator=net.elder)
    people.enter_absence(mediator=net.elder, first_day=TODAY, last_day=TODAY, actor=net.elder.user)
    row = mediators_on(TODAY).get(pk=net.elder.pk)
    assert (row.load, row.full, row.away) == (1, 1, True)
    assert not mediators_on(TODAY + DAY).get(pk=net.elder.pk).away


def test_absences_are_entered_once_and_what_is_over_stays(net):
    enter = {"mediator": net.elder, "actor": net.elder.user}
    absence = people.enter_absence(first_day=TODAY - 2 * DAY, last_day=TODAY + DAY, **enter)
    with pytest.raises(RuleBroken) as refusal:
        people.enter_absence(first_day=TODAY, last_day=TODAY, **enter)
    assert refusal.value.code == "overlap"
    people.remove_absence(absence=absence, actor=net.elder.user)
    assert MediatorAbsence.objects.get().end == TODAY


def test_mediators_disclose_their_own_ties_and_nobody_elses(net):
    people.add_interest(mediator=net.elder, keyword="某物业公司", note="业主", actor=net.elder.user)
    with pytest.raises(NotAllowed):
        people.add_interest(mediator=net.keeper, keyword="某公司", note="旧雇主", actor=net.elder.user)
    assert "某物业公司" in client_of(net.elder).get(net.elder.get_absolute_url()).content.decode()
    assert "某物业公司" not in client_of(net.cast.officer).get(net.elder.get_absolute_url()).content.decode()


def test_sitting_hours_of_one_person_do_not_overlap(net):
    hours = {"weekday": 1, "begins": datetime.time(9), "ends": datetime.time(11), "start": TODAY}
    sitting = people.set_sitting(mediator=net.elder, room=net.room, actor=net.keeper.user, **hours)
    with pytest.raises(RuleBroken) as refusal:
        people.set_sitting(mediator=net.elder, room=net.other_room, actor=net.keeper.user, **hours)
    assert refusal.value.code == "sits_elsewhere"
    people.end_sitting(sitting=sitting, day=TODAY + DAY, actor=net.elder.user)
    assert RoomSitting.objects.get().end == TODAY + DAY


def test_the_phone_is_masked_and_each_look_is_recorded(net):
    net.elder.user.phone = "13912345678"
    net.elder.user.save()
    client = client_of(net.keeper)
    assert "13912345678" not in client.get(net.elder.get_absolute_url()).content.decode()
    shown = client.post(reverse("mediator-phone", args=[net.elder.pk])).content.decode()
    assert "13912345678" in shown
    assert Entry.objects.about(net.elder).filter(verb="looked").count() == 1
    assert client_of(net.cast.officer).post(reverse("mediator-phone", args=[net.elder.pk])).status_code == 403


def test_another_stations_mediator_does_not_exist(net):
    assert client_of(net.cast.chief2).get(net.elder.get_absolute_url()).status_code == 404
    assert Mediator.objects.count() == 2
