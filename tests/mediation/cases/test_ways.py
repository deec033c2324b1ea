"""The five ways with their minimum of facts, invited persons with consent, help without people."""

import pytest

from mediation.cases import similar, ways
from mediation.cases.models_papers import WayMark
from mediation.cases.words import State
from mediation.network.models import Department
from mediation.network.words import Group, Way
from stations.kit.answer import NotAllowed, RuleBroken
from tests.factories import make_officer
from tests.factories.mediation import make_case, make_mediator, make_party
from tests.factories.places import make_grid


@pytest.fixture
def keeper(in_one):
    return make_mediator(in_one, keeper=True).user


@pytest.fixture
def case(in_one):
    return make_case(in_one, State.MEDIATING)


@pytest.fixture
def organs(in_one):
    names = ("市场监管所", "司法所")
    return [Department.objects.create(station=in_one, name=name) for name in names]


def refused(verb, **arguments):
    with pytest.raises(RuleBroken) as refusal:
        verb(**arguments)
    return refusal.value.code


def test_joint_mediation_needs_two_organs_each_with_a_named_person(case, keeper, organs):
    """联调, RT-04."""
    one, two = ((organ, f"干部{organ.pk}") for organ in organs)
    assert refused(ways.mark_joint, case=case, people=[one], consent=True, actor=keeper) == "too_few_organs"
    assert refused(ways.mark_joint, case=case, people=[one, one], consent=True, actor=keeper) == "too_few_organs"
    assert refused(ways.mark_joint, case=case, people=[one, two], consent=False, actor=keeper) == "no_consent"
    assert refused(ways.mark_joint, case=case, people=[one, (organs[1], "")], consent=True, actor=keeper) == "no_name"
    assert case.invitees.count() == 0
    ways.mark_joint(case=case, people=[one, two], consent=True, actor=keeper)
    case.refresh_from_db()
    assert case.ways == ["joint"] and case.invitees.count() == 2
    ways.uninvite(invitee=case.invitees.first(), actor=keeper)
    case.refresh_from_db()
    assert case.ways == [] and not WayMark.objects.filter(case=case).exists()


def test_the_grid_s_way_names_grid_and_grid_worker(case, keeper, in_one):
    """微调."""
    grid = make_grid(case.community, make_officer(in_one))
    worker = make_mediator(in_one, Group.GRID)
    assert refused(ways.mark_micro, case=case, grid=None, mediator=worker, actor=keeper) == "no_grid"
    elder = make_mediator(in_one, Group.ELDER)
    assert refused(ways.mark_micro, case=case, grid=grid, mediator=elder, actor=keeper) == "not_grid_worker"
    assert ways.mark_micro(case=case, grid=grid, mediator=worker, actor=keeper).grid == grid


def test_legal_help_names_a_lawyer_with_a_licence(case, keeper, in_one):
    """助调."""
    bare = make_mediator(in_one, Group.LAWYER)
    assert refused(ways.mark_legal, case=case, mediator=bare, consent=True, actor=keeper) == "no_licence"
    assert refused(ways.mark_legal, case=case, name="赵律师", consent=True, actor=keeper) == "no_licence"
    assert refused(ways.mark_legal, case=case, consent=True, actor=keeper) == "no_lawyer"
    ways.mark_legal(case=case, name="赵律师", licence_no="1101202010123456", consent=True, actor=keeper)
    lawyer = make_mediator(in_one, Group.LAWYER, licence_no="1101202010999999")
    assert refused(ways.mark_legal, case=case, mediator=lawyer, actor=keeper) == "no_consent"
    assert ways.mark_legal(case=case, mediator=lawyer, consent=True, actor=keeper).mediator == lawyer


def test_online_names_channel_recording_and_consent(case, keeper):
    """智调."""
    facts = {"channel": "视频", "recording": "全程录像，存平台", "consent": True}
    for lacks, code in (("channel", "no_channel"), ("recording", "no_recording"), ("consent", "no_consent")):
        assert refused(ways.mark_online, case=case, actor=keeper, **facts | {lacks: ""}) == code
    assert ways.mark_online(case=case, actor=keeper, **facts).consented_at


def test_with_heart_needs_no_counsellor_and_keeps_nothing_medical(case, keeper, in_one):
    """心调."""
    assert ways.mark_heart(case=case, actor=keeper).mediator is None
    elder, counsellor = make_mediator(in_one, Group.ELDER), make_mediator(in_one, Group.COUNSELLOR)
    assert refused(ways.mark_heart, case=case, mediator=elder, consent=True, actor=keeper) == "not_counsellor"
    assert ways.mark_heart(case=case, mediator=counsellor, consent=True, actor=keeper).mediator == counsellor
    assert WayMark.objects.filter(case=case, way=Way.HEART).count() == 1


def test_several_ways_stand_together_in_one_order(case, keeper):
    ways.mark_heart(case=case, actor=keeper)
    ways.mark_online(case=case, channel="视频", recording="无", consent=True, actor=keeper)
    case.refresh_from_db()
    assert case.ways == ["online", "heart"]
    ways.unmark(case=case, way="online", actor=keeper)
    case.refresh_from_db()
    assert case.ways == ["heart"]
    assert refused(ways.unmark, case=case, way="online", actor=keeper) == "not_marked"


def test_nobody_comes_without_the_consent_of_all_parties(case, keeper):
    """RT-04, ZA-09."""
    asks = {"case": case, "kind": "neighbour", "name": "王大妈", "actor": keeper}
    assert refused(ways.invite, consent=False, **asks) == "no_consent"
    assert ways.invite(consent=True, **asks).consented_at


def test_an_agreed_case_invites_nobody(in_one, keeper):
    case = make_case(in_one, State.PERFORMING)
    assert refused(ways.invite, case=case, kind="relative", name="亲友", consent=True, actor=keeper) == "wrong_state"


def test_a_stranger_marks_nothing(case, in_one):
    with pytest.raises(NotAllowed):
        ways.mark_heart(case=case, actor=make_mediator(in_one).user)


def test_similar_cases_are_past_seen_and_without_people(in_one, keeper):
    now = make_case(in_one, State.MEDIATING, summary="楼上半夜噪音扰民，双方争执")
    past = make_case(in_one, State.ARCHIVED, summary="欧阳明月反映楼上半夜噪音扰民，电话13812345678", cause="other")
    make_party(past, "a", name="欧阳明月")
    make_case(in_one, State.MEDIATING, summary="楼上半夜噪音扰民")
    make_case(in_one, State.ARCHIVED, summary="楼上半夜噪音扰民", sealed=True)
    make_case(in_one, State.ARCHIVED, summary="货款未付", cause="contract")
    found = similar.similar(now, keeper)
    assert [row.case for row in found] == [past]
    assert found[0].summary == "欧***反映楼上半夜噪音扰民，电话138****5678"
    assert similar.similar(now, make_mediator(in_one).user) == []


def test_the_articles_follow_track_and_cause(in_one):
    codes = [rule.code for rule in similar.articles(make_case(in_one, State.MEDIATING, cause="neighbours"))]
    assert {"RT-04", "SF-01", "ZA-09", "ZA-27"} <= set(codes)
    old = make_case(in_one, State.MEDIATING, cause="neighbours", law="TJ-2019")
    assert "ZA-27" not in [rule.code for rule in similar.articles(old)]
