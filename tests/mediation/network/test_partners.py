"""Departments by their former names, contacts, centres, kinds, rooms and settings."""

import pytest
from django.urls import reverse

from mediation.models import Department, DepartmentContact, GovCenter, MediationRoom, MediationSettings, MediatorKind
from mediation.network import actions
from mediation.network.filters import find_departments
from mediation.network.readings import settings_of
from mediation.network.words import Group
from stations.kit.answer import NotAllowed, RuleBroken
from stations.models import Entry
from tests.factories import client_of, make_community


def department(net, **fields):
    values = {"name": "市场监督管理局", "aliases": ["工商"], "causes": ["consumer"], "phone": ""} | fields
    return actions.keep_department(station=net.station, actor=net.keeper.user, **values)


def test_a_department_is_found_by_its_former_name(net):
    row = department(net)
    actions.keep_contact(department=row, actor=net.keeper.user, name="周明", phone="13912345678")
    for text in ("工商", "市场", "周明"):
        assert list(find_departments(text)) == [row], text
    assert not find_departments("税务")
    page = client_of(net.elder).get(reverse("departments"), {"q": "工商"}).content.decode()
    assert "市场监督管理局" in page


def test_a_contacts_phone_is_masked_and_looks_are_recorded(net):
    row = department(net)
    contact = actions.keep_contact(department=row, actor=net.keeper.user, name="周明", phone="13912345678")
    client = client_of(net.cast.officer)
    assert "13912345678" not in client.get(row.get_absolute_url()).content.decode()
    shown = client.post(reverse("department-contact-phone", args=[contact.pk])).content.decode()
    assert "13912345678" in shown
    assert Entry.objects.about(row).filter(verb="looked").exists()


def test_pages_keep_departments_contacts_centres_kinds_and_rooms(net):
    client = client_of(net.keeper)
    assert client.post(reverse("department-new"), {"name": "司法所", "aliases": "司法、法律服务"}).status_code == 302
    row = Department.objects.get()
    assert row.aliases == ["司法", "法律服务"]
    client.post(reverse("department-contact-new", args=[row.pk]), {"name": "吴示例", "active": "on"})
    contact = DepartmentContact.objects.get()
    client.post(reverse("department-contact", args=[contact.pk]), {"name": "吴示例", "title": "所长", "active": "on"})
    contact.refresh_from_db()
    assert contact.title == "所长"
    client.post(reverse("gov-centre-new"), {"name": "街道综治中心", "level": "street", "active": "on"})
    center = GovCenter.objects.get()
    client.post(reverse("gov-centre", args=[center.pk]), {"name": "街道综治中心", "level": "district"})
    center.refresh_from_db()
    assert (center.level, center.active) == ("district", False)
    client.post(reverse("mediator-kind-new"), {"name": "老党员", "group": "elder", "order": 3, "active": "on"})
    assert MediatorKind.objects.filter(name="老党员", group=Group.ELDER).exists()
    community = make_community(net.station)
    form = {"code": "T09", "name": "社区调解室", "level": "community", "seats": 6}
    assert client.post(reverse("mediation-room-new"), form).status_code == 400
    assert client.post(reverse("mediation-room-new"), form | {"community": community.pk}).status_code == 302
    assert MediationRoom.objects.get(code="T09").community == community


def test_the_group_of_a_kind_with_people_stays(net):
    with pytest.raises(RuleBroken) as refusal:
        actions.keep_kind(
            station=net.station, actor=net.keeper.user, kind=net.elder.kind, name="老党员", group=Group.LAWYER
        )
    assert refusal.value.code == "kind_in_use"


def test_settings_have_defaults_and_are_changed_by_keepers_only(net):
    assert settings_of(net.station).rt_days == 30
    actions.keep_settings(station=net.station, actor=net.keeper.user, rt_days=20, rt_prefix="朝外")
    assert MediationSettings.objects.get().rt_days == 20
    with pytest.raises(NotAllowed):
        actions.keep_settings(station=net.station, actor=net.elder.user, rt_days=10)
    with pytest.raises(RuleBroken) as refusal:
        actions.keep_settings(station=net.station, actor=net.keeper.user, red_days=12)
    assert refusal.value.code == "countdown"


def test_the_settings_page_shows_every_column_and_saves(net):
    client, url = client_of(net.keeper), reverse("mediation-settings")
    form = client.get(url).context["form"]
    values = {name: field.widget.format_value(form.initial[name]) or "" for name, field in form.fields.items()
              if name not in {"follow_up_always"}}  # fmt: skip
    names = {column.name for column in MediationSettings._meta.concrete_fields} - {"id", "station"}
    assert set(form.fields) == names
    assert client.post(url, values | {"rt_days": "25"}).status_code == 302
    assert MediationSettings.objects.get().rt_days == 25
    assert client_of(net.elder).get(url).status_code == 200
    assert client_of(net.elder).post(url, values).status_code in {400, 403}


@pytest.mark.parametrize("name", ["mediation-rooms", "mediators", "departments", "gov-centres"])
def test_lists_filter_and_leave_the_house_with_a_record(net, name):
    department(net)
    actions.keep_center(station=net.station, actor=None, name="综治中心", level="street", contact="", phone="")
    client = client_of(net.keeper)
    assert client.get(reverse(name), {"q": "没有这样的"}).status_code == 200
    for form in ("xlsx", "csv"):
        assert client.get(reverse(name), {"format": form}).status_code == 200
    assert Entry.objects.filter(verb="exported").count() == 2


def test_strangers_see_nothing_of_the_network(net):
    client = client_of(net.cast.guard)
    for name in ("mediation-rooms", "mediators", "mediation-calendar", "mediation-settings"):
        assert client.get(reverse(name)).status_code == 403, name
    assert client.get("/api/v1/rooms/").status_code == 403
