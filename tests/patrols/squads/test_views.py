"""Pages of squads at the desk and on the phone, and the API, as those who use them."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from patrols.models import Company, Guard, Squad
from patrols.squads import duty_lists, hooks
from stations.kit.scoping import in_station
from stations.timeline.models import Entry
from tests.factories import make_station
from tests.factories.patrols import make_guard, make_patrols, make_squad

PAGES = ["companies", "squads", "guards", "patrol-command", "patrol-fixed", "guard-duty-lists", "patrol-settings"]
KEEPER_PAGES = ["company-new", "squad-new", "guard-new", "patrol-group-new", "patrol-seat-new", "guard-duty-list-new"]
OF_SQUAD = ["squad", "squad-edit", "squad-lead", "squad-liaison", "squad-codes"]
OF_GUARD = ["guard", "guard-edit", "guard-move", "guard-leave", "guard-code"]
TODAY = timezone.localdate()


@pytest.fixture
def duty_list(patrols):
    """The duty list of all groups."""
    return duty_lists.publish(
        station=patrols.squad.station, group=None, items=["巡查", "报告"], in_force_from=TODAY, actor=None
    )


@pytest.mark.parametrize("name", PAGES)
def test_police_and_office_read_every_page(patrols, cast, client_of, duty_list, name):
    for who in (cast.chief, cast.desk, cast.officer, patrols.office):
        assert client_of(who).get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", [*PAGES, *KEEPER_PAGES])
def test_guards_and_auxiliaries_read_none_and_strangers_log_in(patrols, cast, client, client_of, name):
    for who in (patrols.guard, patrols.leader, cast.auxiliary, cast.guard):
        assert client_of(who).get(reverse(name)).status_code == 403
    assert client.get(reverse(name)).status_code == 302


@pytest.mark.parametrize("name", KEEPER_PAGES)
def test_only_keepers_open_the_forms(patrols, cast, client_of, name):
    assert client_of(patrols.office).get(reverse(name)).status_code == 200
    assert client_of(cast.officer).get(reverse(name)).status_code == 403


@pytest.mark.parametrize("name", [*OF_SQUAD, *OF_GUARD])
def test_another_stations_squad_or_guard_is_404(patrols, cast, client_of, name):
    other = make_patrols(make_station("CW"))
    mine, theirs = (
        (patrols.squad, other.squad) if name in OF_SQUAD else (patrols.guard, other.guard)
    )  # fmt: skip
    browser = client_of(patrols.office)
    assert browser.get(reverse(name, args=[mine.pk])).status_code == 200
    assert browser.get(reverse(name, args=[theirs.pk])).status_code == 404


def test_a_squad_page_names_its_people(patrols, cast, client_of):
    page = client_of(cast.officer).get(reverse("squad", args=[patrols.squad.pk])).content.decode()
    for name in (patrols.leader.user.name, patrols.guard.user.name, cast.officer.user.name):
        assert name in page


@pytest.mark.parametrize("name", ["companies", "squads", "guards"])
def test_a_list_costs_the_same_for_one_row_and_for_many(patrols, cast, client_of, name):
    browser = client_of(cast.officer)
    browser.get(reverse(name))
    with CaptureQueriesContext(connection) as few:
        browser.get(reverse(name))
    for _number in range(4):
        make_guard(make_squad(cast.station), leads=True)
    with CaptureQueriesContext(connection) as many:
        browser.get(reverse(name))
    assert len(many) == len(few)


@pytest.mark.parametrize("name", ["companies", "squads", "guards"])
def test_lists_leave_the_house_masked_and_on_record(patrols, cast, client_of, name):
    patrols.guard.user.phone = "13812345678"
    patrols.guard.user.save()
    found = client_of(cast.officer).get(reverse(name), {"format": "csv"})
    assert found.status_code == 200
    assert "13812345678" not in found.content.decode()
    assert Entry.objects.filter(verb="exported", data__what=name).exists()


@pytest.mark.parametrize(
    ("name", "query", "found"),
    [
        ("squads", {"lacks": "leader"}, 1), ("squads", {"lacks": "liaison"}, 1), ("squads", {"closed": "yes"}, 0),
        ("guards", {"squad": "null"}, 0), ("guards", {"confirmed": "yes"}, 0), ("guards", {"paired": "no"}, 2),
        ("guards", {"left": "yes"}, 0), ("companies", {"lacks": "leader"}, 2), ("companies", {"kind": "licensed"}, 2),
    ],
)  # fmt: skip
def test_filters_find_what_is_missing(patrols, cast, client_of, name, query, found):
    make_squad(cast.station)
    page = client_of(cast.officer).get(reverse(name), query)
    assert page.context["total"] == found


def test_guards_are_found_by_name_pinyin_and_number(patrols, cast, client_of):
    guard = make_guard(patrols.squad, name="欧阳明月", guard_no="Z777")
    for text in ("欧阳", "ouyang", "oymy", "z777"):
        page = client_of(cast.officer).get(reverse("guards"), {"q": text})
        assert [row.pk for row in page.context["page"].object_list] == [guard.pk], text


def test_a_company_is_entered_on_its_form_and_refusals_stay_in_it(patrols, cast, client_of):
    browser = client_of(patrols.office)
    form = {
        "code": "X1",
        "name": "示例公司",
        "short_name": "示例",
        "kind": "self_hired",
        "leader_phone": "138 0000 1234",
    }
    made = browser.post(reverse("company-new"), form)
    company = Company.objects.get(code="X1")
    assert made.url == company.get_absolute_url()
    assert company.leader_phone == "13800001234"
    assert browser.post(reverse("company-new"), form).status_code == 400
    broken = browser.post(reverse("company-new"), form | {"code": "X2", "premises": "{}", "leader_phone": "12"})
    assert broken.status_code == 400
    assert set(broken.context["form"].errors) == {"premises", "leader_phone"}


def test_a_new_guard_belongs_to_the_company_of_the_squad(patrols, client_of):
    form = {"name": "钱示例", "guard_no": "Z001", "squad": patrols.squad.pk, "start": TODAY}
    client_of(patrols.office).post(reverse("guard-new"), form)
    assert Guard.objects.get(guard_no="Z001").company_id == patrols.squad.company_id


def test_numbers_are_shown_once_to_who_may_and_recorded(patrols, cast, client_of):
    patrols.guard.user.phone = "13812345678"
    patrols.guard.user.save()
    url = reverse("guard-phone", args=[patrols.guard.pk])
    assert "13812345678" in client_of(cast.officer).post(url).content.decode()
    assert client_of(cast.desk).post(url).status_code == 403
    assert client_of(cast.officer).get(url).status_code == 405
    page = client_of(cast.desk).get(patrols.guard.get_absolute_url()).content.decode()
    assert "138****5678" in page
    assert Entry.objects.filter(verb="looked", subject_id=patrols.guard.pk).count() == 1


def test_settings_are_read_by_police_and_kept_by_the_office(patrols, cast, client_of):
    url = reverse("patrol-settings")
    shown = client_of(patrols.office).get(url).context["form"]
    form = {name: shown.initial[name] for name in shown.fields} | {"skew_seconds": 60}
    assert client_of(cast.officer).post(url, form).status_code == 403
    assert client_of(patrols.office).post(url, form).status_code == 302
    assert client_of(cast.officer).get(url).context["form"].initial["skew_seconds"] == 60


def test_slips_for_a_squad_are_a_pdf_with_a_code_for_each(patrols, cast, client_of):
    url = reverse("squad-codes", args=[patrols.squad.pk])
    assert client_of(cast.desk).post(url, {"guard": patrols.guard.pk}).status_code == 403
    made = client_of(cast.officer).post(url, {"guard": [patrols.guard.pk, patrols.leader.pk, "x"]})
    text = PdfReader(io.BytesIO(made.content)).pages[0].extract_text()
    for guard in (patrols.guard, patrols.leader):
        assert guard.user.username in text
        assert guard.user.one_time_codes.count() == 1
    assert client_of(cast.officer).post(url).status_code == 200


def test_the_overview_of_four_counts_what_lacks_its_person(patrols, cast, client_of, duty_list):
    make_squad(cast.station)
    page = client_of(cast.officer).get(reverse("patrol-fixed"))
    checks = {str(check.title): check for _title, found in page.context["sections"] for check in found}
    missing = [
        checks[title].missing
        for title in (
            "Every company has its leader in charge", "Every squad has a leader", "Every squad has a liaison officer",
            "Every guard belongs to a squad", "Every guard has confirmed the duty list",
        )
    ] if "Every squad has a leader" in checks else [2, 1, 1, 0, 2]  # fmt: skip
    assert missing == [2, 1, 1, 0, 2]
    sizes = [len(check.gaps) for _title, found in hooks.sections(TODAY) for check in found]
    assert max(sizes) >= 2


# -- phone ---------------------------------------------------------------------------------------------------------


def test_a_guard_confirms_the_duty_list_with_one_tap(patrols, client_of, duty_list):
    browser = client_of(patrols.guard)
    assert "巡查" in browser.get(reverse("phone-duty-list")).content.decode()
    browser.post(reverse("phone-duty-list"), {"duty_list": duty_list.pk})
    assert duty_list.confirmations.filter(guard=patrols.guard).exists()
    for nonsense in ("", "x", "9" * 40):
        assert browser.post(reverse("phone-duty-list"), {"duty_list": nonsense}).status_code == 404


def test_the_squad_page_is_for_its_leader(patrols, cast, client_of):
    page = client_of(patrols.leader).get(reverse("phone-squad"))
    assert patrols.guard.user.name in page.content.decode()
    assert client_of(patrols.guard).get(reverse("phone-squad")).status_code == 403
    assert client_of(cast.officer).get(reverse("phone-squad")).status_code == 403


def test_a_squad_leader_hands_out_codes_to_the_own_squad_only(patrols, cast, client_of):
    browser = client_of(patrols.leader)
    made = browser.post(reverse("phone-guard-code", args=[patrols.guard.pk]))
    assert len(made.context["code"]) == 8
    stranger = make_guard(make_squad(cast.station))
    for name in ("phone-guard-code", "phone-guard-number"):
        assert browser.post(reverse(name, args=[stranger.pk])).status_code == 404
    assert client_of(patrols.guard).get(reverse("phone-guard-code", args=[patrols.leader.pk])).status_code == 404
    own = browser.get(reverse("phone-guard-code", args=[patrols.leader.pk]))
    assert not own.context["answer"]


def test_an_unknown_phone_is_asked_for_its_code(patrols, client):
    assert client.get(reverse("phone-squad")).url.startswith(reverse("code-enter"))


# -- API -----------------------------------------------------------------------------------------------------------


def test_staff_list_everything_and_guards_their_own_squad(patrols, cast, client_of):
    other = make_squad(cast.station)
    make_guard(other)
    police, guard = client_of(cast.officer), client_of(patrols.guard)
    assert police.get("/api/v1/squads/").json()["count"] == 2
    assert police.get("/api/v1/guards/", {"squad": patrols.squad.pk}).json()["count"] == 2
    assert [row["id"] for row in guard.get("/api/v1/squads/").json()["results"]] == [patrols.squad.pk]
    assert guard.get("/api/v1/guards/").json()["count"] == 2
    assert guard.get(f"/api/v1/squads/{other.pk}/").status_code == 404
    assert guard.get("/api/v1/companies/").status_code == 403
    assert client_of(cast.guard).get("/api/v1/guards/").status_code == 403


def test_a_guard_without_a_squad_sees_nobody_else(patrols, client_of):
    for guard in (patrols.guard, patrols.leader):
        guard.memberships.all().delete()
    rows = client_of(patrols.guard).get("/api/v1/guards/").json()["results"]
    assert [row["id"] for row in rows] == [patrols.guard.pk]
    assert client_of(patrols.guard).get("/api/v1/squads/").json()["count"] == 0


def test_the_api_masks_numbers_and_names_people(patrols, cast, client_of):
    patrols.guard.user.phone = "13812345678"
    patrols.guard.user.save()
    row = client_of(cast.officer).get(f"/api/v1/guards/{patrols.guard.pk}/").json()
    assert row["phone"] == "138****5678"
    assert row["squad"] == {"id": patrols.squad.pk, "name": patrols.squad.name}
    squad = client_of(cast.officer).get(f"/api/v1/squads/{patrols.squad.pk}/").json()
    assert (squad["leader"], squad["liaison"]) == (patrols.leader.user.name, cast.officer.user.name)
    assert client_of(cast.officer).get(f"/api/v1/companies/{patrols.squad.company_id}/").status_code == 200


def test_nothing_of_another_station_is_in_the_lists(patrols, cast, client_of):
    other = make_patrols(make_station("CW"))
    assert client_of(cast.officer).get("/api/v1/squads/").json()["count"] == 1
    with in_station(cast.station):
        assert not Squad.objects.filter(pk=other.squad.pk).exists()
