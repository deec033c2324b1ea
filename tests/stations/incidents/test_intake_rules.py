"""What must be asked, without a database."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from stations.catalogue.words import Kind
from stations.incidents import intake_rules
from stations.incidents.models import Attachment, Incident
from stations.incidents.persons import Person, normal_id, normal_phone
from stations.incidents.words import Result, Source, State

NOW = datetime.datetime(2026, 11, 22, 12, 0, tzinfo=datetime.UTC)
ANSWERS = {"place": "前门大街1号", "summary": "争吵", "name": "张三", "phone": "13812345678", "injuries": "no",
           "weapons": "no"}  # fmt: skip
ALL = tuple(ANSWERS)


def draft(kind=Kind.CALL, source=Source.EMERGENCY, at=NOW, **answers):
    told = dict.fromkeys(ALL, "") | answers
    person = Person(name=told.pop("name"), phone=told.pop("phone"))
    return intake_rules.Draft(kind, source, reported_at=at, persons=[person], **told)


@given(
    kind=some.sampled_from(list(Kind)), source=some.sampled_from(list(Source)),
    told=some.sets(some.sampled_from(ALL)), unknown=some.booleans(),
)  # fmt: skip
def test_a_question_is_missing_exactly_when_it_is_required_and_has_no_answer_at_all(kind, source, told, unknown):
    answers = {name: "未知" if unknown else ANSWERS[name] for name in told}
    gaps = intake_rules.missing(draft(kind, source, **answers))
    assert set(gaps) == set(intake_rules.required(kind, source)) - told
    assert gaps == [name for name in intake_rules.required(kind, source) if name in gaps]


@given(kind=some.sampled_from(list(Kind)), source=some.sampled_from(list(Source)))
def test_a_draft_with_every_answer_unknown_is_taken_if_the_source_fits(kind, source):
    answer = intake_rules.may_enter(draft(kind, source, **dict.fromkeys(ALL, "未知")), NOW)
    assert bool(answer) == (source in intake_rules.SOURCES[kind])


@given(kind=some.sampled_from(list(Kind)))
def test_every_kind_asks_where_and_what(kind):
    assert {"place", "summary"} <= set(intake_rules.required(kind, Source.WALK_IN))


def test_who_patrols_is_not_asked_for_a_caller():
    assert not {"name", "phone"} & set(intake_rules.required(Kind.CALL, Source.PATROL))


@pytest.mark.parametrize(
    ("minutes", "code"),
    [(0, ""), (2, ""), (2.1, "in_future"), (-30 * 24 * 60, ""), (-30 * 24 * 60 - 1, "too_old")],
)
def test_times_have_their_bounds(minutes, code):
    moment = NOW + datetime.timedelta(minutes=minutes)
    assert intake_rules.may_have_happened(moment, NOW).code == code


@pytest.mark.parametrize("kind", list(Kind))
def test_only_police_calls_and_requests_begin_on_the_scene(kind):
    assert bool(intake_rules.may_begin(kind, State.ARRIVED)) == (kind in (Kind.CALL, Kind.HELP))
    assert intake_rules.may_begin(kind, State.RECEIVED)
    assert not intake_rules.may_begin(kind, State.CLOSED)


def test_a_hazard_settled_on_the_spot_needs_both_photos():
    both = [Attachment.Stage.BEFORE, Attachment.Stage.AFTER]
    assert intake_rules.may_settle(Kind.HAZARD, Result.REMOVED, "清走", both)
    for stages in ([], both[:1], both[1:], [Attachment.Stage.SCENE, Attachment.Stage.AFTER]):
        assert intake_rules.may_settle(Kind.HAZARD, Result.REMOVED, "清走", stages).code == "photos"


@pytest.mark.parametrize(
    ("kind", "result", "text", "code"),
    [
        (Kind.CALL, Result.DISSUADED, "劝阻", ""), (Kind.CALL, "", "劝阻", "no_result"),
        (Kind.CALL, Result.DISSUADED, " ", "no_text"), (Kind.CALL, Result.CASE, "立案", "no_result"),
        (Kind.HAZARD, Result.DISSUADED, "劝阻", "no_result"), (Kind.CLUE, Result.OTHER, "无", "not_on_the_spot"),
    ],
)  # fmt: skip
def test_settling_on_the_spot_needs_a_fitting_result_and_words(kind, result, text, code):
    assert intake_rules.may_settle(kind, result, text, []).code == code


def test_lost_things_are_no_repeated_reports_and_nothing_hangs_on_a_struck_one():
    assert intake_rules.may_hang_on(Incident(kind=Kind.CALL), Kind.HELP)
    assert intake_rules.may_hang_on(Incident(kind=Kind.LOSS), Kind.CALL).code == "not_linked"
    # A hazard hung on a call would be closed with nobody who looks after it.
    assert intake_rules.may_hang_on(Incident(kind=Kind.CALL), Kind.HAZARD).code == "other_kind"
    assert intake_rules.may_hang_on(Incident(kind=Kind.CALL, state=State.STRUCK), Kind.CALL).code == "struck"


def test_secret_words_are_named():
    assert intake_rules.secret_words("与某涉密文件有关", "") == ["涉密"]
    assert intake_rules.secret_words("两人争吵") == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("138 1234-5678", "13812345678"), ("+86 13812345678", "13812345678"), ("010-6512 3456", "01065123456"),
     ("+7 495 123", "+7495123"), ("未知", ""), ("", "")],
)  # fmt: skip
def test_a_phone_number_is_one_number_however_it_is_written(typed, kept):
    assert normal_phone(typed) == kept
    assert normal_phone(kept) == kept


def test_an_id_number_is_compared_in_capitals():
    assert normal_id(" 11010119900101123x ") == "11010119900101123X"
