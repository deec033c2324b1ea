"""Mediators are proposed by reasons: the track, conflicts of interest, cause, community, load."""

from hypothesis import given
from hypothesis import strategies as st

from mediation.cases.matching_rules import (
    ENOUGH_CASES,
    Candidate,
    Need,
    path,
    rank,
    score,
    tie_of,
    track_bar,
)
from mediation.cases.words import Risk, Track
from mediation.network.words import Cause, Group, Way

TEXTS = st.sampled_from(["", "前门大街1号", "德胜物业公司", "王小二", "鲜鱼口"])
CANDIDATES = st.builds(
    Candidate, pk=st.integers(1, 99), name=st.sampled_from(["王小二", "李四"]), group=st.sampled_from(Group.values),
    of_committee=st.booleans(), subjects=st.frozensets(st.sampled_from(Cause.values), max_size=3),
    communities=st.frozensets(st.integers(1, 3)), languages=st.frozensets(st.sampled_from(["粤语", "维吾尔语"])),
    open=st.integers(0, 9), most=st.integers(0, 8), waiting=st.integers(0, 2), ended=st.integers(0, 9),
    agreed=st.just(0), away_until=st.sampled_from(["", "2026-12-01"]), sits_on=st.sampled_from(["", "2026-11-24"]),
    ties=st.lists(st.tuples(TEXTS, st.just("亲属任职")), max_size=2).map(tuple),
    stays_out=st.sampled_from(["", "party", "declined", "conflict_before"]),
)  # fmt: skip
NEEDS = st.builds(
    Need, track=st.sampled_from(Track.values), cause=st.sampled_from(["", *Cause.values]),
    community=st.sampled_from([None, 1, 2]), risk=st.sampled_from(Risk.values),
    languages=st.frozensets(st.sampled_from(["粤语"])), names=st.lists(TEXTS, max_size=2).map(tuple),
    places=st.lists(TEXTS, max_size=2).map(tuple),
)  # fmt: skip


def elder(pk=1, **more):
    return Candidate(pk=pk, name=f"调解员{pk}", group=Group.ELDER, of_committee=True, **more)


@given(st.lists(CANDIDATES, max_size=8), NEEDS)
def test_nobody_is_proposed_against_the_track(candidates, need):
    """RT-03; the police lead ZA only, the committee all others."""
    for row in rank(candidates, need)[0]:
        assert track_bar(need.track, row.candidate.group, row.candidate.of_committee) == ""
        assert (row.candidate.group == Group.POLICE) == (need.track == Track.ZA)


@given(st.lists(CANDIDATES, max_size=8), NEEDS)
def test_nobody_with_a_conflict_is_proposed_and_all_are_accounted_for(candidates, need):
    """RT-19."""
    fit, out = rank(candidates, need)
    assert len(fit) + len(out) == len(candidates)
    assert all(row.out.words for row in out)
    for row in fit:
        assert not tie_of(row.candidate, need) and not row.candidate.stays_out
        assert row.candidate.open < row.candidate.most and not row.candidate.away_until
        assert row.points == sum(reason.points for reason in row.reasons) and all(r.words for r in row.reasons)


@given(CANDIDATES, NEEDS)
def test_one_more_reason_never_lowers_the_place(candidate, need):
    subjects = candidate.subjects | ({need.cause} if need.cause else set())
    knows = Candidate(**{name: getattr(candidate, name) for name in Candidate.__slots__} | {"subjects": subjects})
    assert score(knows, need).points >= score(candidate, need).points


def test_a_tie_with_a_unit_or_an_address_keeps_a_mediator_out():
    """RT-19."""
    need = Need(track="rt", names=("北京德胜物业有限公司",), places=("鲜鱼口街 12 号",))
    assert score(elder(ties=(("德胜物业", "受聘"),)), need).out.data == {"tie": "受聘"}
    assert score(elder(ties=(("鲜鱼口街12号", "住所"),)), need).out.code == "conflict"
    assert score(elder(ties=(("大栅栏", "住所"),)), need).out is None
    assert "tie" not in score(elder(ties=(("德胜物业", "受聘"),)), need).out.kept


def test_family_and_neighbours_begin_with_the_elders_contracts_with_lawyers():
    assert path(Need("rt", Cause.NEIGHBOURS)).groups[0] == path(Need("rt", Cause.FAMILY)).groups[0] == Group.ELDER
    assert path(Need("rt", Cause.CONTRACT)).groups == (Group.LAWYER, Group.ASSOCIATION)
    assert path(Need("rt", Cause.CONTRACT)).ways == (Way.LEGAL,)
    assert path(Need("za", Cause.NEIGHBOURS)).groups == (Group.POLICE,)


def test_a_prominent_risk_asks_for_a_joint_conference():
    found = path(Need("rt", Cause.NEIGHBOURS, risk=Risk.PROMINENT))
    assert found.joint_conference and found.ways[0] == Way.JOINT
    assert not path(Need("rt", Cause.NEIGHBOURS)).joint_conference


def test_a_share_of_successes_is_only_named_from_five_cases_on():
    need = Need("rt")
    few = score(elder(ended=ENOUGH_CASES - 1, agreed=4), need)
    enough = score(elder(ended=ENOUGH_CASES, agreed=4), need)
    assert "success" not in [reason.code for reason in few.reasons]
    assert "success" in [reason.code for reason in enough.reasons]


def test_who_takes_the_community_stands_before_who_does_not():
    need = Need("rt", Cause.NEIGHBOURS, community=1)
    here, everywhere, elsewhere = (
        elder(3, communities=frozenset({1})), elder(2),
        elder(1, communities=frozenset({2}), subjects={Cause.NEIGHBOURS}),
    )  # fmt: skip
    assert [row.candidate.pk for row in rank([elsewhere, everywhere, here], need)[0]] == [3, 2, 1]


def test_the_less_loaded_stands_first_of_equals():
    assert [row.candidate.pk for row in rank([elder(1, open=5), elder(2)], Need("rt"))[0]] == [2, 1]
    assert rank([elder(open=8)], Need("rt"))[1][0].out.code == "full"
