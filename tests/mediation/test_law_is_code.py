"""Every rule of DOMAIN §2 stands in the code under its id, and a test that names it fails without the code.

The ids were read from DOMAIN once and stand here as data. What refuses nothing by itself has its line in
``docs/decisions/0028-rules-of-mediation-that-are-not-refusals.md``.
"""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.utils import timezone, translation

from mediation.agreements import guards
from mediation.cases import notices
from mediation.cases.hooks import Move
from mediation.cases.models import CaseParty
from mediation.cases.models_papers import CaseNotice
from mediation.cases.words import NoticeKind, Source, State, Track
from mediation.network.words import Cause
from stations.timeline.models import Entry
from tests.factories import make_incident
from tests.factories.casework import make_case as make_police_case
from tests.factories.mediation import make_case

ROOT = Path(settings.BASE_DIR)
CODE = ("mediation", "stations", "templates/mediation", "templates/casework")
DECISION = ROOT / "docs" / "decisions" / "0028-rules-of-mediation-that-are-not-refusals.md"
# id → tests that fail without its code: ``file::test``, files below tests/mediation (or tests/stations).
RULES = {
    "RT-01": ("cases/test_steps.py::nobody_is_mediated_who_refuses_rt_01",
              "cases/test_ways_out.py::a_refusal_leaves_nothing_but_the_end"),
    "RT-02": ("test_law_is_code.py::nobody_pays_for_mediation_rt_02",),
    "RT-03": ("cases/test_allotting.py::a_mediator_is_asked_and_takes_the_case",
              "sessions/test_appointments.py::"
              "only_the_police_lead_public_order_mediation_and_only_the_committee_the_peoples"),
    "RT-04": ("sessions/test_holding.py::an_invited_person_comes_with_consent_only_rt_04",
              "cases/test_ways.py::nobody_comes_without_the_consent_of_all_parties"),
    "RT-05": ("cases/test_ways_out.py::the_rights_notice_has_five_points_rt_05",
              "sessions/test_holding.py::nothing_starts_before_the_rights_notice_rt_05"),
    "RT-06": ("cases/test_steps.py::a_risk_of_an_offence_is_reported_first_rt_06",),
    "RT-07": ("cases/test_ways_out.py::a_peoples_mediation_ends_with_the_remedy_notice_rt_07",
              "cases/test_steps.py::an_ended_peoples_mediation_is_filed_once_the_parties_were_told_rt_07"),
    "RT-08": ("sessions/test_holding.py::the_record_needs_course_and_outcome_rt_08",
              "archive/test_filing.py::each_paper_that_must_be_there_is_missed"),
    "RT-09": ("agreements/test_actions.py::an_oral_agreement_takes_effect_on_its_day_without_signatures",),
    "RT-10": ("agreements/test_actions.py::an_incomplete_agreement_is_not_signed",),
    "RT-11": ("agreements/test_actions.py::it_takes_effect_on_the_day_of_the_last_signature_or_seal",),
    "RT-12": ("agreements/test_actions.py::an_oral_agreement_takes_effect_on_its_day_without_signatures",),
    "RT-13": ("agreements/test_actions.py::a_complete_agreement_signed_by_all_moves_the_case_to_performance",),
    "RT-14": ("archive/test_visiting.py::a_visit_becomes_due_when_performance_was_not_instant_rt_14",
              "archive/test_filing.py::only_the_visit_is_missing_and_only_where_performance_was_not_instant_rt_14"),
    "RT-15": ("cases/test_ways_out.py::the_court_is_told_of_by_notice_rt_15_sf_06",),
    "RT-16": ("cases/test_law.py::limits_of_calendar_days_are_what_a_second_reckoning_says_rt_16",
              "cases/test_ways_out.py::"
              "the_limit_is_extended_with_both_sides_consent_and_rolls_to_a_working_day_rt_16",
              "sessions/test_appointments.py::not_after_the_limit_rt_16"),
    "RT-17": ("network/test_committee.py::what_a_committee_must_be",
              "network/test_importer.py::an_unlawful_committee_is_refused_with_rt_17"),
    "RT-18": ("archive/test_views.py::a_party_answers_once_by_its_link_and_complains_with_it_rt_18",),
    "RT-19": ("cases/test_allotting.py::a_tie_keeps_a_mediator_out_with_its_reason",
              "cases/test_matching_rules.py::nobody_with_a_conflict_is_proposed_and_all_are_accounted_for"),
    "RT-20": ("test_law_is_code.py::the_police_tell_of_peoples_mediation_before_acceptance_rt_20",),
    "ZA-01": ("cases/test_triage_rules.py::one_ground_is_enough_and_none_is_not",
              "cases/test_triage_rules.py::outside_the_scope_the_police_handle_it_by_law"),
    "ZA-02": ("cases/test_triage_rules.py::each_of_the_seven_exclusions_is_handled_by_law",
              "cases/test_ways_out.py::new_offence_and_flight_end_public_order_mediation_only_za_02"),
    "ZA-03": ("cases/test_ways_out.py::declining_tells_the_parties_why_and_of_court_and_mediation_za_03",
              "cases/test_triage_rules.py::no_offence_leads_to_people_s_mediation_with_a_referral"),
    "ZA-04": ("cases/test_triage_rules.py::without_facts_and_evidence_the_police_do_not_mediate_yet",),
    "ZA-05": ("sessions/test_holding.py::public_order_mediation_needs_the_consent_of_every_party_za_05",),
    "ZA-06": ("sessions/test_appointments.py::public_order_mediation_is_public_unless_there_is_a_ground_za_06",),
    "ZA-07": ("sessions/test_holding.py::the_guardian_of_a_minor_is_told_unless_validly_waived_za_07",
              "cases/test_steps.py::a_minors_guardian_is_told_first_za_07"),
    "ZA-08": ("cases/test_parties.py::a_suspect_sends_no_agent_by_rule_and_by_constraint",),
    "ZA-09": ("cases/test_triage_rules.py::hints_name_guardians_agents_and_neighbours",),
    "ZA-10": ("sessions/test_appointments.py::"
              "a_third_session_of_public_order_mediation_is_refused_by_rule_action_and_database_za_10",
              "sessions/test_views.py::a_third_session_of_public_order_mediation_is_refused_on_the_page_za_10",
              "sessions/test_api.py::a_third_session_is_refused_with_the_article_za_10"),
    "ZA-11": ("cases/test_law.py::the_second_session_of_the_police_is_within_seven_working_days_za_11",
              "sessions/test_holding.py::a_second_session_that_comes_too_late_does_not_start_za_11"),
    "ZA-12": ("cases/test_appraising.py::the_first_session_waits_for_the_result_and_counts_from_it",
              "sessions/test_appointments.py::a_late_first_session_of_za_is_a_warning_only_za_12"),
    "ZA-13": ("stations/casework/test_law.py::mediation_on_the_spot_asks_for_what_za_13_and_za_14_say",
              "agreements/test_actions.py::performed_at_once_means_due_on_the_day"),
    "ZA-14": ("stations/casework/test_elsewhere.py::an_offence_needs_the_agreement_or_the_recording",),
    "ZA-15": ("agreements/test_actions.py::a_police_agreement_states_what_the_law_lists",
              "agreements/test_papers.py::the_police_agreement_says_what_za_15_lists"),
    "ZA-16": ("agreements/test_actions.py::"
              "police_mediation_is_signed_by_parties_officer_and_seal_and_numbered_at_agreement",),
    "ZA-17": ("archive/test_filing.py::public_order_mediation_has_its_own_list_za_16_za_17",),
    "ZA-18": ("agreements/test_actions.py::performed_at_once_closes_the_case_on_the_day",
              "test_law_is_code.py::the_police_case_hears_of_a_performed_agreement_za_18"),
    "ZA-19": ("cases/test_ways_out.py::non_performance_of_a_public_order_agreement_goes_by_law_za_19",
              "cases/test_steps.py::an_ended_police_mediation_is_handled_by_law_and_filed_with_its_notice_za_19"),
    "ZA-20": ("cases/test_ways_out.py::by_law_starts_the_clock_of_the_police_case_anew_za_20",),
    "ZA-21": ("stations/casework/test_law.py::the_last_day_of_a_case",
              "stations/casework/test_actions.py::two_extensions_move_the_day_and_a_third_is_refused"),
    "ZA-22": ("sessions/test_holding.py::staffing_and_recording_za_22_za_23",),
    "ZA-23": ("sessions/test_holding.py::staffing_and_recording_za_22_za_23",),
    "ZA-24": ("sessions/test_holding.py::electronic_signing_is_recorded_za_24",
              "agreements/test_actions.py::an_electronic_signature_before_the_police_is_recorded"),
    "ZA-25": ("cases/test_parties.py::a_look_is_for_who_works_on_the_case_and_is_recorded",),
    "ZA-26": ("cases/test_rows.py::a_sealed_case_is_gone_from_every_door_and_opened_by_number_with_a_reason",
              "test_visibility.py::nobody_else_reads_sealed_cases"),
    "ZA-27": ("cases/test_triage_rules.py::noise_without_history_is_a_dispute_since_2026_only",),
    "ZA-28": ("archive/test_filing.py::domestic_violence_is_not_closed_by_mediation_alone_za_28",
              "cases/test_triage_rules.py::domestic_violence_never_leads_to_mediation_by_the_police_or_a_settlement"),
    "ZA-29": ("cases/test_law.py::a_case_keeps_the_version_it_began_under",),
    "ZA-30": ("cases/test_triage_rules.py::hints_name_guardians_agents_and_neighbours",
              "test_law_is_code.py::nobody_is_called_a_suspect_by_itself_za_30"),
    **{f"HJ-0{n}": ("agreements/test_court.py::each_of_the_six_is_asked_for",) for n in range(1, 7)},
    "SF-01": ("cases/test_law.py::judicial_confirmation_is_asked_for_within_thirty_days_sf_01",
              "test_forbidden.py::judicial_confirmation_is_refused_after_day_thirty_by_page_and_api",
              "agreements/test_court.py::who_mediates_is_told_once_that_the_thirty_days_run_out_sf_01"),
    "SF-02": ("agreements/test_court.py::an_application_names_its_court_sf_02",),
    "SF-03": ("agreements/test_after.py::without_its_materials_nothing_is_sent",),
    "SF-04": ("agreements/test_after.py::what_the_court_does_not_take_is_not_sent",),
    "SF-05": ("agreements/test_after.py::a_dismissal_names_its_reason",),
    "SF-06": ("cases/test_ways_out.py::the_court_is_told_of_by_notice_rt_15_sf_06",),
    "SF-07": ("agreements/test_court.py::the_court_accepts_within_three_days_and_decides_within_fifteen_sf_07",),
    "SF-08": ("agreements/test_after.py::the_badge_counts_down",
              "cases/test_steps.py::only_peoples_mediation_is_confirmed_by_the_court_sf_08"),
    "DT-01": ("agreements/test_actions.py::a_wrong_agreement_is_voided_and_made_anew_under_the_same_number",
              "cases/test_triage_actions.py::acceptance_sets_the_limit_and_the_number"),
    "DT-02": ("agreements/test_actions.py::"
              "police_mediation_is_signed_by_parties_officer_and_seal_and_numbered_at_agreement",),
    "DT-03": ("cases/test_triage_actions.py::two_acceptances_make_one_number",
              "cases/test_ways_out.py::a_voided_number_stays_with_its_reason_dt_03"),
    "DT-04": ("test_law_is_code.py::causes_and_sources_are_those_of_the_statistics_dt_04",),
    "DT-05": ("archive/test_filing.py::an_archived_case_has_a_volume_its_retention_and_a_job_that_binds_it",),
    "DT-06": ("agreements/test_actions.py::a_party_without_its_data_keeps_the_agreement_from_being_signed",),
    "DT-07": ("agreements/test_money.py::the_examples_of_the_rules_for_bills",),
    "DT-08": ("agreements/test_actions.py::a_drawn_image_is_kept_and_counts_for_nothing",
              "agreements/test_actions.py::family_matters_are_signed_on_paper"),
}  # fmt: skip
# How many rules DOMAIN §2 has of each kind: nobody drops one from the table above unnoticed.
NUMBERS = {"RT": 20, "ZA": 30, "HJ": 6, "SF": 8, "DT": 8}
EXPLAINED = ("RT-02", "RT-06", "ZA-12", "ZA-25", "ZA-29", "ZA-30", "HJ-01", "SF-07", "DT-05", "LR-01")


@cache
def ids_in(folder: str) -> frozenset[str]:
    """Ids in the files of a folder; ``RT-09 … RT-13`` and ``HJ-01 to HJ-06`` name what lies between."""
    found: set[str] = set()
    for path in (ROOT / folder).rglob("*"):
        if path.suffix not in {".py", ".html"} or "migrations" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r"\b(?:RT|ZA|HJ|SF|DT)-\d\d\b", text))
        for kind, first, last in re.findall(r"\b(RT|ZA|HJ|SF|DT)-(\d\d) (?:…|to) \1-(\d\d)\b", text):
            found |= {f"{kind}-{n:02d}" for n in range(int(first), int(last) + 1)}
    return frozenset(found)


@cache
def proofs_in(file: str) -> frozenset[str]:
    path = ROOT / "tests" / file if file.startswith("stations/") else ROOT / "tests" / "mediation" / file
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_the_table_has_every_rule_of_the_domain():
    expected = {f"{kind}-{n:02d}" for kind, last in NUMBERS.items() for n in range(1, last + 1)}
    assert set(RULES) == expected


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_stands_in_the_code_and_has_its_proof(rule):
    assert any(rule in ids_in(folder) for folder in CODE), f"{rule} is cited nowhere in the code"
    for proof in RULES[rule]:
        file, name = proof.split("::")
        assert f"test_{name}" in proofs_in(file), f"{rule}: {proof} does not exist"


def test_what_refuses_nothing_is_explained():
    text = DECISION.read_text(encoding="utf-8")
    assert not [rule for rule in EXPLAINED if rule not in text]


# ── rules that are proved here ──


def test_nobody_pays_for_mediation_rt_02():
    """People's mediation is free: no table of mediation has a place for a fee."""
    words = re.compile(r"fee|charge|payable|invoice|tariff|收费", re.IGNORECASE)
    fields = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("mediation").get_models()
        for field in model._meta.get_fields()
    ]
    assert len(fields) > 300
    assert not [name for name in fields if words.search(name)]


@pytest.mark.django_db
def test_the_police_tell_of_peoples_mediation_before_acceptance_rt_20(cast, in_one):
    """The way and the moment the parties were told are on record, with who told them."""
    case = make_case(in_one, State.TRIAGE)
    row = notices.give(
        case=case, kind=NoticeKind.MEDIATION_OPEN, way=notices.HowTold.ORAL, actor=cast.chief.user
    )  # fmt: skip
    row = row if isinstance(row, CaseNotice) else case.notices.get(kind=NoticeKind.MEDIATION_OPEN)
    assert row.at and row.way and row.by == cast.chief.user


@pytest.mark.django_db
def test_the_police_case_hears_of_a_performed_agreement_za_18(cast, in_one):
    """Agreed and performed: no punishment; the day-book of the police case says so, and its officer is told."""
    police_case = make_police_case(make_incident(in_one))
    case = make_case(
        in_one, State.PERFORMING, Track.ZA, officer=cast.officer, police_case=police_case,
        performed_on=timezone.localdate(),
    )  # fmt: skip
    guards.follow(Move(case, "perform", cast.officer.user, timezone.now()))
    assert Entry.objects.about(police_case).filter(verb="case.mediation_performed").exists()


def test_nobody_is_called_a_suspect_by_itself_za_30():
    """The part in a public order case is empty until a person says it, and no code but the forms sets it."""
    assert CaseParty._meta.get_field("public_role").default == ""
    setters = re.compile(r"public_role\"?\s*[:=]\s*PublicRole\.(SUSPECT|VICTIM|BOTH)")
    lines = [
        path.name
        for path in (ROOT / "mediation").rglob("*.py")
        if "migrations" not in path.parts and "management" not in path.parts
        for line in path.read_text(encoding="utf-8").splitlines()
        if setters.search(line)
    ]
    assert not lines


def test_causes_and_sources_are_those_of_the_statistics_dt_04():
    causes = [
        "婚姻家庭", "邻里", "房屋宅基地", "合同", "生产经营", "损害赔偿", "劳动", "消费", "物业", "医疗", "道路交通",
        "山林土地", "征地拆迁", "环境污染", "旅游", "知识产权", "其他",
    ]  # fmt: skip
    assert len(Cause.choices) == len(causes)
    with translation.override("zh-hans"):
        words = " ".join(str(label) for label in Cause.labels)
    assert not [cause for cause in causes if cause[:2] not in words], words
    sources = {"application", "initiative", "incident", "court", "department"}
    assert sources <= set(Source.values)
