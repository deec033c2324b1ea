"""Pages and API: the way of an agreement through the doors; what is forbidden is refused there, too."""

import pytest
from django.urls import reverse
from django.utils import timezone

from mediation.agreements.models import Agreement, ClauseTemplate
from mediation.cases.models import Case
from mediation.cases.words import State as CaseState
from stations.kit.scoping import in_station
from stations.timeline.models import Entry
from tests.factories.agreements import DAY, make_agreement, make_draft, make_mediated
from tests.factories.organisation import make_station


@pytest.fixture
def door(client, keeper):
    client.force_login(keeper)
    return client


def draft_form(case, **more):
    sides = {party.side: party.pk for party in case.parties.all()}
    due = timezone.localdate() + 10 * DAY
    return {
        "kind": "rt_written", "made_on": timezone.localdate(), "place": "民调室", "facts": "楼道堆物",
        "issues": "谁清理", "responsibility": "乙方负责", "clauses": "乙方付款。\n互不追究。", "amount": "3500",
        "terms-TOTAL_FORMS": 2, "terms-INITIAL_FORMS": 0,
        "terms-0-debtor": sides["b"], "terms-0-creditor": sides["a"],
        "terms-0-amount": "3500", "terms-0-due_on": due, "terms-0-way": "cash",
    } | more  # fmt: skip


def test_an_agreement_is_written_signed_and_performed_through_its_pages(station, door):
    case = make_mediated(station)
    page = door.get(reverse("agreement-new", args=[case.pk]))
    assert page.status_code == 200
    assert page.context["form"]["facts"].value() == case.summary
    assert door.post(reverse("agreement-new", args=[case.pk]), draft_form(case)).status_code == 302
    row = Agreement.objects.get(case=case)
    assert door.get(row.get_absolute_url()).status_code == 200
    door.post(reverse("agreement-verb", args=[row.pk, "open_signing"]))
    signers = [f"party:{party.pk}" for party in case.parties.all()] + ["mediator:", "seal:"]
    for who in signers:
        sent = {"who": who, "way": "seal" if who == "seal:" else "ink", "on": timezone.localdate()}
        assert door.post(reverse("agreement-sign", args=[row.pk]), sent).status_code == 302
    term = row.instalments.get()
    door.post(reverse("instalment-verb", args=[term.pk, "say"]), {"debtor": "on", "creditor": "on"})
    door.post(reverse("instalment-verb", args=[term.pk, "confirm"]), {"done_on": timezone.localdate()})
    assert Case.objects.get(pk=case.pk).state == CaseState.PERFORMED


def test_the_clause_library_fills_a_new_agreement(station, door):
    ClauseTemplate.objects.create(station=station, title="付款", text="{乙方}向{甲方}支付{金额}。")
    case = make_mediated(station, amount="3500.00")
    clauses = door.get(reverse("agreement-new", args=[case.pk])).context["form"]["clauses"].value()
    assert clauses == "乙方向甲方支付{金额}。"
    # The amount of the agreement counts, not what was first claimed.
    door.post(reverse("agreement-new", args=[case.pk]), draft_form(case, clauses=clauses, amount="1200.50"))
    row = Agreement.objects.get(case=case)
    assert row.clauses.get().text == "乙方向甲方支付人民币壹仟贰佰元零伍角整（¥1,200.50）。"


def test_a_clause_without_its_amount_is_not_signed(station, door):
    case = make_mediated(station)
    sent = draft_form(case, clauses="乙方支付{金额}。", amount="") | {"terms-0-amount": "", "terms-0-act": "道歉"}
    door.post(reverse("agreement-new", args=[case.pk]), sent)
    row = Agreement.objects.get(case=case)
    assert row.clauses.get().text == "乙方支付{金额}。"
    door.post(reverse("agreement-verb", args=[row.pk, "open_signing"]))
    row.refresh_from_db()
    assert row.state == "draft"


def test_what_was_signed_at_one_table_is_entered_at_once(station, door):
    case = make_mediated(station)
    door.post(reverse("agreement-new", args=[case.pk]), draft_form(case))
    row = Agreement.objects.get(case=case)
    door.post(reverse("agreement-verb", args=[row.pk, "open_signing"]))
    url = reverse("agreement-sign", args=[row.pk])
    form = door.get(url).context["form"]
    who = form["who"].initial
    assert len(who) == 4
    door.post(url, {"who": who, "way": "ink", "on": timezone.localdate()})
    row.refresh_from_db()
    assert row.state == "in_force"
    assert row.signatures.get(role="seal").way == "seal"
    assert set(row.signatures.exclude(role="seal").values_list("way", flat=True)) == {"ink"}


def test_every_page_opens(station, door):
    row = make_agreement(make_mediated(station), door_user(door))
    term = row.instalments.first()
    pages = [
        reverse("agreement", args=[row.pk]), reverse("performances"), reverse("clauses"), reverse("clause-new"),
        reverse("agreement-void", args=[row.pk]), reverse("agreement-scan", args=[row.pk]),
        reverse("agreement-part", args=[row.case_id]), reverse("performance-part", args=[row.case_id]),
        reverse("confirmation-new", args=[row.pk]), reverse("instalment-verb", args=[term.pk, "prove"]),
        reverse("instalment-verb", args=[term.pk, "say"]), reverse("performances") + "?which=late&format=csv",
        reverse("performances") + "?which=mine", reverse("mediation-case", args=[row.case_id]),
    ]  # fmt: skip
    assert {page: code for page in pages if (code := door.get(page).status_code) != 200} == {}


def door_user(door):
    from django.contrib.auth import get_user_model  # noqa: PLC0415

    return get_user_model().objects.get(pk=door.session["_auth_user_id"])


@pytest.mark.parametrize("form", ["pdf", "docx"])
@pytest.mark.parametrize("what", ["agreement", "application", "performance"])
def test_papers_are_fetched_and_the_look_is_recorded(station, door, what, form):
    """SE-08."""
    row = make_agreement(make_mediated(station), door_user(door))
    answer = door.get(reverse("agreement-paper", args=[row.pk, what, form]))
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF" if form == "pdf" else b"PK")
    assert Entry.objects.about(row.case).filter(verb="looked").exists()


def test_lists_and_pages_mask_the_parties(station, door):
    """SE-24."""
    case = make_mediated(station)
    case.parties.filter(side="b").update(name="欧阳春晓")
    row = make_agreement(case, door_user(door))
    for address in (row.get_absolute_url(), reverse("performances"), reverse("performance-part", args=[case.pk])):
        text = door.get(address).content.decode()
        assert "欧阳春晓" not in text
        assert "欧" in text


def test_who_is_not_on_the_case_gets_404_and_another_station_too(station, client, stranger, keeper):
    row = make_agreement(make_mediated(station), keeper)
    client.force_login(stranger)
    assert client.get(row.get_absolute_url()).status_code == 404
    assert client.get(f"/api/v1/agreements/{row.pk}/").status_code == 404
    other = make_station("CW")
    with in_station(other):
        assert not Agreement.objects.filter(pk=row.pk).exists()


def test_a_signed_agreement_is_not_edited_through_any_door(station, door):
    """DOMAIN 2.6."""
    row = make_agreement(make_mediated(station), door_user(door))
    assert door.post(reverse("agreement-edit", args=[row.pk]), draft_form(row.case)).status_code == 302
    answer = door.patch(f"/api/v1/agreements/{row.pk}/", {"facts": "别的"}, content_type="application/json")
    assert answer.status_code == 409
    row.refresh_from_db()
    assert row.facts != "别的"


def test_an_incomplete_agreement_is_refused_with_its_article_through_the_api(station, door):
    """RT-10."""
    row = make_draft(make_mediated(station), door_user(door), facts="")
    answer = door.post(f"/api/v1/agreements/{row.pk}/open_signing/")
    assert answer.status_code == 409
    assert "RT-10" in answer.json()["detail"]


def test_the_api_shows_state_verbs_and_timeline(station, door):
    row = make_draft(make_mediated(station), door_user(door))
    shown = door.get(f"/api/v1/agreements/{row.pk}/").json()
    assert shown["state"] == "draft"
    assert "open_signing" in str(shown["verbs"])
    assert "timeline" in shown
    assert door.get("/api/v1/agreements/").json()["count"] == 1


def test_judicial_confirmation_after_the_last_day_is_refused_through_page_and_api(station, door):
    """SF-01: no button after day 30, and no way round it."""
    day = timezone.localdate() - 60 * DAY
    case = make_mediated(station)
    sides = {party.side: party for party in case.parties.all()}
    terms = [{"debtor": sides["b"], "creditor": sides["a"], "amount": "3500.00", "due_on": day, "way": "cash"}]
    row = make_agreement(case, door_user(door), made_on=day, terms=terms)
    assert reverse("confirmation-new", args=[row.pk]) not in door.get(row.get_absolute_url()).content.decode()
    sent = {"applied_on": str(timezone.localdate()), "court": "东城区人民法院", "court_choice": "committee",
            "materials": ["agreement", "presided", "identity"]}  # fmt: skip
    assert door.post(reverse("confirmation-new", args=[row.pk]), sent).status_code == 400
    answer = door.post(f"/api/v1/agreements/{row.pk}/apply-confirmation/", sent, content_type="application/json")
    assert answer.status_code == 409
    assert "SF-01" in answer.json()["detail"]
