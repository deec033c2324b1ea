"""Who gets in with a password, who is locked out, and what has to be settled first."""

import datetime

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from stations.access import actions
from stations.kit.answer import RuleBroken
from stations.kit.scoping import in_station
from stations.timeline.models import Entry
from tests.factories import make_administrator, make_community, make_community_post

PASSWORD = "Maple-Hill-2026"
pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(cast):
    user = cast.officer.user
    user.username = "wang"
    user.set_password(PASSWORD)
    user.password_changed_at = timezone.now()
    user.save()
    return user


def log_in(client, username="wang", password=PASSWORD, **data):
    return client.post("/login/", {"username": username, "password": password, **data})


def verbs(station):
    with in_station(station):
        return list(Entry.objects.order_by("id").values_list("verb", flat=True))


def test_an_officer_logs_in_and_out_and_both_are_recorded(cast, officer, client):
    assert log_in(client).url == "/"
    assert client.get("/me/").status_code == 200
    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/").url.startswith("/login/")
    assert client.get("/me/").url.startswith("/login/")
    assert verbs(cast.station) == ["access.login", "access.logout"]


def test_a_wrong_name_a_wrong_password_and_a_closed_account_read_the_same(cast, officer, client):
    cast.desk.user.set_password(PASSWORD)
    cast.desk.user.is_active = False
    cast.desk.user.save()
    answers = [
        log_in(client, password="wrong"),
        log_in(client, username="nobody"),
        log_in(client, username=cast.desk.user.username),
    ]
    errors = {str(answer.context["form"].non_field_errors()) for answer in answers}
    assert len(errors) == 1 and "" not in errors
    assert verbs(cast.station) == ["access.login_failed", "access.login_failed"]


def test_the_fifth_failure_locks_and_the_right_password_no_longer_helps(officer, client):
    codes = [log_in(client, password="wrong").status_code for _try in range(5)]
    assert codes == [200, 200, 200, 200, 429]
    locked = log_in(client)
    assert locked.status_code == 429 and "20" in locked.content.decode()
    assert AccessAttempt.objects.get().failures_since_start >= 5


def test_another_name_from_the_same_address_is_not_locked(cast, officer, client):
    cast.desk.user.set_password(PASSWORD)
    cast.desk.user.save()
    for _try in range(6):
        log_in(client, password="wrong")
    assert log_in(client, username=cast.desk.user.username).status_code == 302


def test_a_password_is_never_kept_with_the_failure(officer, client):
    log_in(client, password="my-real-secret-1")
    assert "my-real-secret-1" not in str(AccessAttempt.objects.values().get())


def test_login_goes_on_to_a_page_of_this_house_only(officer):
    assert log_in(Client(), next="/me/").url == "/me/"
    assert log_in(Client(), next="https://elsewhere.example/").url == "/"


def test_demo_logins_are_shown_in_the_demo_only(client, settings):
    assert "<code>commander</code>" in client.get("/login/").content.decode()
    settings.DEMO = False
    assert "<code>commander</code>" not in client.get("/login/").content.decode()


class TestFirstPassword:
    @pytest.fixture(autouse=True)
    def real(self, settings, officer):
        settings.DEMO = False
        officer.must_change_password = True
        officer.save()

    def test_every_page_leads_to_the_password_until_it_is_changed(self, officer, client):
        log_in(client)
        for path in ("/", "/me/", "/i18n/setlang/"):
            assert client.get(path).status_code in {302, 405}
        assert client.get("/me/").url == "/me/password/"
        wanted = "Orchid-River-88"
        answer = client.post(
            "/me/password/", {"old_password": PASSWORD, "new_password1": wanted, "new_password2": wanted}
        )
        assert answer.status_code == 302
        assert client.get("/me/").status_code == 200
        officer.refresh_from_db()
        assert officer.check_password(wanted) and not officer.must_change_password

    @pytest.mark.parametrize("wanted", ["short1A", "alllowercaseletters", "Wang-secret-123", PASSWORD])
    def test_a_weak_own_or_same_password_is_refused(self, officer, client, wanted):
        log_in(client)
        client.post("/me/password/", {"old_password": PASSWORD, "new_password1": wanted, "new_password2": wanted})
        officer.refresh_from_db()
        assert officer.must_change_password

    def test_a_former_password_is_not_chosen_again(self, officer):
        for number in range(3):
            actions.set_password(user=officer, password=f"Orchid-River-{number}", at=timezone.now())
        with pytest.raises(RuleBroken) as refusal:
            actions.set_password(user=officer, password="Orchid-River-0", at=timezone.now())
        assert refusal.value.code == "former_password"
        officer.refresh_from_db()
        assert officer.check_password("Orchid-River-2")

    def test_the_old_password_is_asked(self, officer, client):
        log_in(client)
        client.post("/me/password/", {"new_password1": "Orchid-River-88", "new_password2": "Orchid-River-88"})
        officer.refresh_from_db()
        assert officer.must_change_password

    def test_programs_get_a_problem_document(self, client):
        log_in(client)
        answer = client.get("/api/v1/duties/")
        assert answer.status_code == 403 and answer.json()["code"] == "password_due"

    def test_the_demo_waives_it(self, settings, client):
        settings.DEMO = True
        log_in(client)
        assert client.get("/me/").status_code == 200


def test_a_password_of_ninety_one_days_is_due(officer, client, settings):
    settings.DEMO = False
    officer.password_changed_at = timezone.now() - datetime.timedelta(days=91)
    officer.save()
    log_in(client)
    assert client.get("/me/").url == "/me/password/"


class TestSecondFactor:
    @pytest.fixture(autouse=True)
    def real(self, settings):
        settings.DEMO = False

    @pytest.fixture
    def chief(self, cast):
        user = cast.chief.user
        user.username = "wang"
        user.set_password(PASSWORD)
        user.password_changed_at = timezone.now()
        user.save()
        return user

    @staticmethod
    def token(device):
        return f"{totp(device.bin_key, device.step, device.t0, device.digits, device.drift):06d}"

    def test_a_leader_sets_one_up_before_anything_else(self, cast, chief, client):
        log_in(client)
        assert client.get("/me/").url == "/me/second-factor/"
        assert client.get("/me/second-factor/").url == "/me/second-factor/setup/"
        page = client.get("/me/second-factor/setup/")
        assert "<svg" in page.content.decode() and "style=" not in page.content.decode()
        device = TOTPDevice.objects.get(user=chief)
        assert client.post("/me/second-factor/setup/", {"token": self.token(device)}).status_code == 302
        assert client.get("/me/").status_code == 200
        assert "access.factor_set" in verbs(cast.station)

    def test_the_next_login_asks_for_it(self, chief, client):
        device = TOTPDevice.objects.create(user=chief, name="totp", confirmed=True)
        log_in(client)
        assert client.get("/me/").url == "/me/second-factor/"
        assert client.get("/me/password/").url == "/me/second-factor/"
        assert client.post("/me/second-factor/", {"token": "000000"}).status_code == 200
        TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
        assert client.post("/me/second-factor/", {"token": self.token(device)}).status_code == 302
        assert client.get("/me/").status_code == 200

    def test_a_code_works_once(self, chief):
        device = TOTPDevice.objects.create(user=chief, name="totp", confirmed=True)
        token, first, second = self.token(device), Client(), Client()
        for client in (first, second):
            log_in(client)
        assert first.post("/me/second-factor/", {"token": token}).status_code == 302
        assert second.post("/me/second-factor/", {"token": token}).status_code == 200
        assert second.get("/me/").url == "/me/second-factor/"

    def test_an_officer_without_a_post_of_command_needs_none(self, officer, client):
        log_in(client)
        assert client.get("/me/").status_code == 200

    @pytest.mark.parametrize("role", ["system", "security", "audit"])
    def test_administrators_need_one(self, cast, client_of, role):
        client = client_of(make_administrator(role, cast.station))
        assert client.get("/admin/").url == "/me/second-factor/"

    def test_setting_up_twice_goes_round_in_no_circle(self, chief, client):
        log_in(client)
        TOTPDevice.objects.create(user=chief, name="totp", confirmed=True)
        assert client.get("/me/second-factor/setup/").url == "/me/second-factor/"
        assert client.get("/me/second-factor/").status_code == 200


def test_in_the_demo_it_is_asked_only_of_who_has_one(officer, client):
    TOTPDevice.objects.create(user=officer, name="totp", confirmed=True)
    log_in(client)
    assert client.get("/me/").url == "/me/second-factor/"


def test_the_first_page_is_each_persons_own(cast, client_of):
    assert client_of(make_administrator("audit", cast.station)).get("/").url == "/admin/"
    assert client_of(cast.guard).get("/").url == "/me/"
    assert client_of(cast.officer).get("/").url == "/duty/"
    assert Client().get("/").url == "/login/"


def test_who_answers_for_a_community_begins_with_its_tasks(cast, client_of):
    with in_station(cast.station):
        make_community_post(make_community(cast.station), cast.officer, "B")
    assert client_of(cast.officer).get("/").url == "/me/"


def test_the_language_holds_for_the_person_on_every_device(officer, client):
    log_in(client)
    client.post("/i18n/setlang/", {"language": "en", "next": "/me/"})
    officer.refresh_from_db()
    assert officer.language == "en"
    assert 'lang="en"' in client.get("/me/").content.decode()


def test_settings_are_saved_at_once(officer, client):
    log_in(client)
    answer = client.post("/me/settings/", {"language": "en", "theme": "dark", "large_text": "on"})
    assert answer.status_code == 302 and answer.cookies["fg_language"].value == "en"
    page = client.get("/me/").content.decode()
    assert 'data-bs-theme="dark"' in page and 'data-text="large"' in page
    assert client.post("/me/settings/", {"language": "xx", "theme": "pink"}).status_code == 302
    officer.refresh_from_db()
    assert officer.theme == "dark"


def test_the_browsers_wish_for_a_language_is_ignored(client):
    page = client.get("/login/", headers={"Accept-Language": "en"}).content.decode()
    assert 'lang="zh-hans"' in page


def test_forged_posts_are_refused(officer):
    client = Client(enforce_csrf_checks=True)
    assert log_in(client).status_code == 403
