"""Django admin is split between three administrators, and none of them reads business rows (SE-06)."""

from datetime import date

import pytest
from axes.models import AccessAttempt
from django.contrib import admin
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_scopes import scopes_disabled

from stations import admin as registered
from stations.access import actions
from stations.access.models import DeviceToken
from stations.calendar.models import DayMark
from stations.kit.scoping import in_station
from stations.organisation.models import Grant, User
from stations.organisation.rules import ADMIN_RIGHTS
from stations.timeline.models import Entry
from tests.factories import client_of, grant, make_administrator

pytestmark = pytest.mark.django_db
assert registered  # loading it fills the site
PAGES = {
    "daymark": "system",
    "delivery": "system",
    "station": "system",
    "user": "system security",
    "grant": "security",
    "devicetoken": "security",
    "wallscreen": "security",
    "totpdevice": "security",
    "accessattempt": "security audit",
    "accesslog": "audit",
    "entry": "audit",
    "userevent": "audit",
    "grantevent": "audit",
}


def path(model, tail=""):
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/{tail}"


@pytest.fixture
def browsers(cast):
    people = {role: make_administrator(role, cast.station) for role in ("system", "security", "audit")}
    return {role: client_of(person) for role, person in people.items()} | {"people": people}


def newest(station):
    with in_station(station):
        entry = Entry.objects.order_by("-id").first()
        return entry.verb, entry.data


def test_no_business_table_is_in_admin():
    assert {model._meta.model_name for model in admin.site._registry} == set(PAGES)


def test_nobody_holds_a_right_for_a_page_that_is_not_there():
    held = {right.split(".")[1].split("_", 1)[1] for rights in ADMIN_RIGHTS.values() for right in rights}
    assert held == set(PAGES)


@pytest.mark.parametrize("role", ["system", "security", "audit"])
@pytest.mark.parametrize("model", list(admin.site._registry), ids=lambda model: model._meta.model_name)
def test_every_page_opens_for_its_administrators_only(browsers, role, model):
    allowed = role in PAGES[model._meta.model_name].split()
    answer = browsers[role].get(path(model))
    assert answer.status_code == (200 if allowed else 403)
    assert "style=" not in answer.content.decode().replace("color-scheme", "")


@pytest.mark.parametrize("who", ["chief", "desk", "guard"])
def test_the_door_is_closed_to_staff(cast, who):
    client = client_of(getattr(cast, who))
    assert client.get("/admin/").status_code == 403
    assert client.get("/admin/stations/user/").status_code == 403


def test_a_stranger_is_sent_to_the_one_login_page():
    for address in ("/admin/", "/admin/login/", "/admin/stations/user/"):
        assert Client().get(address).url.startswith("/login/?next=/admin/")


def test_passwords_are_changed_on_the_one_page(browsers):
    assert browsers["system"].get("/admin/password_change/").url == "/me/password/"
    assert browsers["system"].get("/admin/logout/").url == "/me/"


def test_an_account_of_another_station_is_not_there(cast, browsers):
    other = cast.chief2.user
    for role in ("system", "security"):
        assert other.name not in browsers[role].get(path(User)).content.decode()
        assert browsers[role].get(path(User, f"{other.pk}/change/")).status_code == 302
        found = browsers[role].get(path(User, f"?home_station__id__exact={cast.station2.pk}"))
        assert other.name not in found.content.decode()


def test_a_new_account_has_no_password_and_no_role(cast, browsers):
    data = {"name": "陈文", "username": "chenwen", "is_active": "on", "admin_role": "audit"}
    assert browsers["system"].post(path(User, "add/"), data).status_code == 302
    made = User.objects.get(username="chenwen")
    assert (made.home_station, made.admin_role, made.has_usable_password()) == (cast.station, "", False)
    verb, data = newest(cast.station)
    assert (verb, data) == ("admin.added", {"model": "user", "key": str(made.pk)})


class TestRoles:
    """The system administrator makes accounts, the security administrator makes administrators of them."""

    def change(self, browser, person, **data):
        return browser.post(path(User, f"{person.pk}/change/"), data)

    def test_the_security_administrator_gives_a_role_and_changes_nothing_else(self, cast, browsers):
        self.change(browsers["security"], cast.guard, admin_role="audit", name="Another")
        cast.guard.refresh_from_db()
        assert cast.guard.admin_role == "audit" and cast.guard.name != "Another"

    def test_the_system_administrator_gives_none(self, cast, browsers):
        data = {"name": cast.guard.name, "username": cast.guard.username, "is_active": "on"}
        self.change(browsers["system"], cast.guard, admin_role="security", **data)
        cast.guard.refresh_from_db()
        assert cast.guard.admin_role == ""

    def test_nobody_changes_the_own_role(self, browsers):
        me = browsers["people"]["security"]
        self.change(browsers["security"], me, admin_role="system")
        me.refresh_from_db()
        assert me.admin_role == "security"

    def test_an_officer_administers_nothing(self, cast, browsers):
        self.change(browsers["security"], cast.officer.user, admin_role="audit")
        cast.officer.user.refresh_from_db()
        assert cast.officer.user.admin_role == ""

    def test_nobody_closes_the_own_account(self, browsers):
        me = browsers["people"]["system"]
        self.change(browsers["system"], me, name=me.name, username=me.username)
        me.refresh_from_db()
        assert me.is_active


class TestGrants:
    data = {"right": "roster", "start": "2026-01-01", "end": "", "reason": "代排班"}

    def give(self, cast, browsers, person, **data):
        return browsers["security"].post(path(Grant, "add/"), self.data | {"user": person.pk} | data)

    def test_a_right_is_given_recorded_and_ended(self, cast, browsers):
        assert self.give(cast, browsers, cast.officer.user).status_code == 302
        with in_station(cast.station):
            given = Grant.objects.get()
        assert given.granted_by == browsers["people"]["security"] and given.station == cast.station
        assert newest(cast.station) == ("admin.added", {"model": "grant", "key": str(given.pk)})
        change = {"end": "2026-06-01", "right": "personnel", "reason": "x"}
        assert browsers["security"].post(path(Grant, f"{given.pk}/change/"), change).status_code == 302
        given.refresh_from_db()
        assert (given.end, given.right, given.reason) == (date(2026, 6, 1), "roster", "代排班")
        assert "代排班" not in str(newest(cast.station))

    @pytest.mark.parametrize("who", ["officer2", "system"])
    def test_not_to_strangers_nor_to_administrators(self, cast, browsers, who):
        person = cast.officer2.user if who == "officer2" else browsers["people"]["system"]
        assert self.give(cast, browsers, person).status_code == 200
        with scopes_disabled():
            assert not Grant.objects.exists()

    def test_rights_of_another_station_are_not_there(self, cast, browsers):
        with scopes_disabled():
            other = grant(cast.officer2.user, "roster")
        assert browsers["security"].get(path(Grant, f"{other.pk}/change/")).status_code == 302
        assert cast.officer2.user.name not in browsers["security"].get(path(Grant)).content.decode()

    def test_no_right_is_deleted(self, cast, browsers):
        given = grant(cast.officer.user, "roster")
        assert browsers["security"].post(path(Grant, f"{given.pk}/delete/"), {"post": "yes"}).status_code == 403


def test_a_phone_is_disconnected_by_the_security_administrator(cast, browsers):
    actions.pair_phone(user=cast.guard, label="", at=timezone.now())
    with scopes_disabled():
        pk = DeviceToken.objects.get().pk
    browsers["security"].post(path(DeviceToken), {"action": "revoke", "_selected_action": [pk]})
    with scopes_disabled():
        assert DeviceToken.objects.get().revoked_at
    assert newest(cast.station)[0] == "access.phone_revoked"


def test_a_lost_second_factor_is_removed_and_its_key_never_shown(cast, browsers):
    device = TOTPDevice.objects.create(user=cast.chief.user, name="totp")
    page = browsers["security"].get(path(TOTPDevice, f"{device.pk}/change/"))
    assert page.status_code == 200 and device.key not in page.content.decode()
    browsers["security"].post(path(TOTPDevice, f"{device.pk}/delete/"), {"post": "yes"})
    assert not TOTPDevice.objects.exists()
    assert newest(cast.station)[0] == "access.factor_removed"


def test_the_own_second_factor_needs_another_administrator(browsers):
    device = TOTPDevice.objects.create(user=browsers["people"]["security"], name="totp")
    browsers["security"].post(path(TOTPDevice, f"{device.pk}/delete/"), {"post": "yes"})
    assert TOTPDevice.objects.exists()


def test_a_pause_is_lifted_by_the_security_administrator_and_seen_by_audit(cast, browsers):
    row = AccessAttempt.objects.create(username="wang", ip_address="10.0.0.1", failures_since_start=5)
    AccessAttempt.objects.create(username=cast.chief2.user.username, ip_address="10.0.0.2", failures_since_start=1)
    seen = browsers["audit"].get(path(AccessAttempt)).content.decode()
    assert "10.0.0.1" in seen and "10.0.0.2" not in seen
    assert browsers["audit"].post(path(AccessAttempt, f"{row.pk}/delete/"), {"post": "yes"}).status_code == 403
    browsers["security"].post(path(AccessAttempt, f"{row.pk}/delete/"), {"post": "yes"})
    assert not AccessAttempt.objects.filter(pk=row.pk).exists()


def test_audit_reads_and_writes_nothing(cast, browsers):
    with in_station(cast.station):
        actions.note("access.login", cast.officer.user)
        entry = Entry.objects.get()
    address = path(Entry, f"{entry.pk}/change/")
    assert browsers["audit"].get(address).status_code == 200
    assert browsers["audit"].post(address, {"verb": "x"}).status_code == 403
    assert browsers["audit"].get(path(Entry, "add/")).status_code == 403
    assert cast.officer.user.name not in browsers["audit"].get(path(Entry)).content.decode()


def test_history_of_accounts_shows_no_names_and_no_other_station(cast, browsers):
    model = next(model for model in admin.site._registry if model._meta.model_name == "userevent")
    page = browsers["audit"].get(path(model)).content.decode()
    assert cast.officer.user.name not in page
    assert f">{cast.chief2.user.pk}<" not in page


def test_a_calendar_day_is_corrected_not_moved(cast, browsers):
    DayMark.objects.create(date=date(2027, 2, 6), kind="weekend")
    data = {"kind": "statutory", "name": "春节", "date": "2027-02-07"}
    assert browsers["system"].post(path(DayMark, "2027-02-06/change/"), data).status_code == 302
    assert DayMark.objects.get().kind == "statutory"
    assert newest(cast.station) == ("admin.changed", {"model": "daymark", "key": "2027-02-06"})
