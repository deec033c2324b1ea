"""Writing, signing, voiding agreements: RT-09 … RT-13, ZA-15, ZA-16, DT-01 … DT-03, DT-08."""

import datetime

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from mediation.agreements import actions, snapshot
from mediation.agreements.models import Agreement, AgreementClause, Instalment
from mediation.agreements.words import Kind, Role, SignWay, State
from mediation.cases.actions import advance, locked
from mediation.cases.models import BodyNumber
from mediation.cases.words import State as CaseState
from mediation.network.words import Cause
from stations.kit.answer import NotAllowed, RuleBroken
from tests.factories.agreements import DAY, make_agreement, make_draft, make_mediated, sign_all, terms_for


def refused(code, work, *args, **kwargs):
    with pytest.raises(RuleBroken) as caught:
        work(*args, **kwargs)
    assert caught.value.code == code
    return str(caught.value.reason)


def test_a_complete_agreement_signed_by_all_moves_the_case_to_performance(station, keeper):
    """DOMAIN 2.6: 调解中 → 达成协议 → 履行中."""
    case = make_mediated(station)
    row = make_agreement(case, keeper)
    case.refresh_from_db()
    assert (row.state, case.state) == (State.IN_FORCE, CaseState.PERFORMING)
    assert case.agreed_on == row.made_on
    assert case.effective_on == row.effective_on
    assert case.perform_by == timezone.localdate() + 20 * DAY
    assert row.copies == 3
    assert "人调字第" in row.number.text


def test_it_takes_effect_on_the_day_of_the_last_signature_or_seal(station, keeper):
    """RT-11."""
    today = timezone.localdate()
    row = make_draft(make_mediated(station), keeper, made_on=today - 5 * DAY)
    actions.open_signing(agreement=row, actor=keeper)
    days = iter([today - 5 * DAY, today - 4 * DAY, today - 3 * DAY, today - DAY])
    for party in snapshot.parties_of(row.case):
        actions.sign(agreement=row, role=Role.PARTY, party=party, way=SignWay.INK, on=next(days), actor=keeper)
    actions.sign(agreement=row, role=Role.MEDIATOR, way=SignWay.INK, on=next(days), actor=keeper)
    row.refresh_from_db()
    assert row.state == State.SIGNING
    actions.sign(agreement=row, role=Role.SEAL, way=SignWay.SEAL, on=next(days), actor=keeper)
    row.refresh_from_db()
    assert (row.state, row.effective_on) == (State.IN_FORCE, today - DAY)


def test_an_oral_agreement_takes_effect_on_its_day_without_signatures(station, keeper):
    """RT-09, RT-12."""
    day = timezone.localdate() - 2 * DAY
    row = make_agreement(make_mediated(station), keeper, kind=Kind.RT_ORAL, made_on=day, issues="")
    assert (row.state, row.effective_on) == (State.IN_FORCE, day)
    assert not row.signatures.exists()


def test_police_mediation_is_signed_by_parties_officer_and_seal_and_numbered_at_agreement(station, officer):
    """ZA-15, ZA-16, DT-02, DT-03."""
    case = make_mediated(station, track="za", officer=officer)
    row = make_agreement(case, officer.user)
    assert row.copies == 3
    assert row.number.series == "za"
    assert "〔" in row.number.text
    assert {sign.role for sign in row.signatures.all()} == {"party", "officer", "seal"}


@pytest.mark.parametrize(
    ("field", "value"),
    [("facts", ""), ("issues", ""), ("responsibility", ""), ("place", ""), ("clauses", []), ("terms", [])],
)
def test_an_incomplete_agreement_is_not_signed(station, keeper, field, value):
    """RT-10."""
    row = make_draft(make_mediated(station), keeper, **{field: value})
    words = refused("incomplete", actions.open_signing, agreement=row, actor=keeper)
    assert "RT-10" in words


@pytest.mark.parametrize("field", ["circumstances", "host"])
def test_a_police_agreement_states_what_the_law_lists(station, officer, field):
    """ZA-15."""
    row = make_draft(make_mediated(station, track="za", officer=officer), officer.user, **{field: ""})
    assert "ZA-15" in refused("incomplete", actions.open_signing, agreement=row, actor=officer.user)


def test_a_party_without_its_data_keeps_the_agreement_from_being_signed(station, keeper):
    """DT-06, RT-10 (1)."""
    case = make_mediated(station)
    case.parties.filter(side="a").update(born_on=None)
    refused("incomplete", actions.open_signing, agreement=make_draft(case, keeper), actor=keeper)


def test_the_instalments_make_up_the_amount(station, keeper):
    case = make_mediated(station)
    row = make_draft(case, keeper, terms=terms_for(case, ("2000.00", "1499.99")))
    refused("incomplete", actions.open_signing, agreement=row, actor=keeper)


def test_a_drawn_image_is_kept_and_counts_for_nothing(station, keeper):
    """DT-08."""
    row = make_draft(make_mediated(station), keeper)
    actions.open_signing(agreement=row, actor=keeper)
    party = snapshot.parties_of(row.case)[0]
    sign = {"agreement": row, "role": Role.PARTY, "party": party, "on": row.made_on, "actor": keeper}
    actions.sign(way=SignWay.DRAWN, **sign)
    actions.sign(way=SignWay.INK, **sign)
    assert row.signatures.count() == 2
    refused("signed_already", actions.sign, way=SignWay.FINGERPRINT, **sign)


def test_family_matters_are_signed_on_paper(station, keeper):
    """DT-08, 电子签名法第三条."""
    case = make_mediated(station, cause=Cause.FAMILY)
    refused("on_paper", make_draft, case, keeper, electronic=True)
    row = make_draft(case, keeper)
    actions.open_signing(agreement=row, actor=keeper)
    party = snapshot.parties_of(case)[0]
    refused("on_paper", actions.sign, agreement=row, role=Role.PARTY, party=party, way=SignWay.ELECTRONIC,
            on=row.made_on, actor=keeper)  # fmt: skip


def test_an_electronic_signature_before_the_police_is_recorded(station, officer):
    """ZA-24."""
    case = make_mediated(station, track="za", officer=officer)
    row = make_draft(case, officer.user, electronic=True)
    actions.open_signing(agreement=row, actor=officer.user)
    party = snapshot.parties_of(case)[0]
    refused("no_recording", actions.sign, agreement=row, role=Role.PARTY, party=party, way=SignWay.ELECTRONIC,
            on=row.made_on, actor=officer.user)  # fmt: skip


def test_nobody_signs_before_the_agreement_or_in_the_future(station, keeper):
    row = make_draft(make_mediated(station), keeper)
    actions.open_signing(agreement=row, actor=keeper)
    for on, code in ((row.made_on - DAY, "too_early"), (row.made_on + DAY, "in_future")):
        refused(code, actions.sign, agreement=row, role=Role.SEAL, way=SignWay.SEAL, on=on, actor=keeper)
    refused("not_signer", actions.sign, agreement=row, role=Role.OFFICER, way=SignWay.INK, on=row.made_on,
            actor=keeper)  # fmt: skip


def test_a_signed_text_is_not_edited_by_anybody(station, keeper):
    """DOMAIN 2.6: editing a signed agreement is forbidden, in the actions and in the database."""
    row = make_agreement(make_mediated(station), keeper)
    refused("wrong_state", actions.edit, agreement=row, actor=keeper, facts="别的事实")
    for work in (
        lambda: Agreement.objects.filter(pk=row.pk).update(facts="别的事实"),
        lambda: Agreement.objects.filter(pk=row.pk).update(sha256="0" * 64),
        lambda: Agreement.objects.filter(pk=row.pk).update(state="draft"),
        lambda: Agreement.objects.filter(pk=row.pk).delete(),
        lambda: AgreementClause.objects.filter(agreement=row).update(text="别的条款"),
        lambda: AgreementClause.objects.filter(agreement=row).delete(),
        lambda: Instalment.objects.filter(agreement=row).update(amount="1.00"),
        lambda: row.signatures.update(way="drawn"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            work()
    with pytest.raises(DatabaseError), transaction.atomic():
        AgreementClause.objects.create(station=station, agreement=row, order=99, text="加一条")
    assert snapshot.is_whole(Agreement.objects.get(pk=row.pk))


def test_the_text_is_fixed_with_its_fingerprint_when_signing_begins(station, keeper):
    row = make_draft(make_mediated(station), keeper)
    actions.open_signing(agreement=row, actor=keeper)
    row.refresh_from_db()
    assert len(row.sha256) == 64
    said = snapshot.said(row)
    assert said["clauses"] == ["乙方向甲方支付赔偿款。", "互不追究。"]
    assert said["parties"][0]["address"] == "前门大街1号"
    refused("wrong_state", actions.edit, agreement=row, actor=keeper, facts="别的")
    actions.take_back(agreement=row, actor=keeper)
    actions.edit(agreement=row, actor=keeper, facts="改过的事实")
    actions.open_signing(agreement=row, actor=keeper)
    actions.sign(agreement=row, role=Role.SEAL, way=SignWay.SEAL, on=row.made_on, actor=keeper)
    refused("signed", actions.take_back, agreement=row, actor=keeper)


def test_a_wrong_agreement_is_voided_and_made_anew_under_the_same_number(station, keeper):
    """DT-01, DT-03."""
    case = make_mediated(station)
    row = make_agreement(case, keeper)
    refused("exists", make_draft, case, keeper)
    refused("no_reason", actions.void, agreement=row, reason=" ", actor=keeper)
    actions.void(agreement=row, reason="金额写错", actor=keeper)
    again = make_agreement(case, keeper, amount="4000.00", terms=terms_for(case, ("4000.00",)))
    case.refresh_from_db()
    assert again.number_id == row.number_id
    assert case.state == CaseState.PERFORMING
    assert case.perform_by == timezone.localdate() + 10 * DAY
    assert BodyNumber.objects.filter(case=case).count() == 1


def test_without_signatures_the_case_does_not_agree(station, keeper):
    """登记 → 达成协议 and agreement without signatures are refused with their article."""
    case = make_mediated(station)
    with transaction.atomic():
        words = refused("unsigned", advance, locked(case.pk), "agree", actor=keeper)
    assert "RT-11" in words
    case = make_mediated(station, state=CaseState.REGISTERED)
    refused("not_mediating", make_draft, case, keeper)


def test_people_off_the_case_and_mediators_in_police_cases_write_no_agreement(station, keeper, stranger, officer):
    with pytest.raises(NotAllowed):
        make_draft(make_mediated(station), stranger)
    with pytest.raises(NotAllowed):
        make_draft(make_mediated(station, track="za", officer=officer), keeper)


def test_performed_at_once_closes_the_case_on_the_day(station, officer):
    """ZA-13: performed on the day of the agreement."""
    case = make_mediated(station, track="za", officer=officer)
    today = timezone.localdate()
    terms = [term | {"due_on": today} for term in terms_for(case)]
    make_agreement(case, officer.user, instant=True, terms=terms)
    case.refresh_from_db()
    assert (case.state, case.performed_on, case.instant) == (CaseState.PERFORMED, today, True)


def test_performed_at_once_means_due_on_the_day(station, keeper):
    row = make_draft(make_mediated(station), keeper, instant=True)
    refused("incomplete", actions.open_signing, agreement=row, actor=keeper)


def test_the_same_form_sent_twice_makes_one_agreement(station, keeper):
    case, key = make_mediated(station), "00000000-0000-4000-8000-000000000001"
    assert make_draft(case, keeper, client_key=key).pk == make_draft(case, keeper, client_key=key).pk


def test_an_edit_on_an_old_version_is_refused(station, keeper):
    row = make_draft(make_mediated(station), keeper)
    actions.edit(agreement=row, actor=keeper, facts="新的", version=0)
    refused("changed_meanwhile", actions.edit, agreement=row, actor=keeper, facts="旧的", version=0)


def test_the_day_of_the_agreement_is_not_in_the_future(station, keeper):
    refused("in_future", make_draft, make_mediated(station), keeper,
            made_on=timezone.localdate() + datetime.timedelta(days=1))  # fmt: skip


def test_mediation_does_not_end_while_an_agreement_is_being_signed(station, keeper):
    row = make_draft(make_mediated(station), keeper)
    actions.open_signing(agreement=row, actor=keeper)
    case = row.case
    case.end_reason = "failed"
    case.save()
    case.notices.create(station=station, kind="remedy", way="oral", at=timezone.now())
    with transaction.atomic():
        refused("signing", advance, locked(case.pk), "end", actor=keeper)
    assert sign_all(row, keeper).state == State.IN_FORCE
