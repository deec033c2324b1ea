"""Warnings about how the shift groups are made up."""

from stations.organisation.models import Team
from stations.roster.models import ShiftGroup
from stations.roster.warnings import Deputy, Pair, deputies_apart, pairs_apart, strength_everywhere

ONE, TWO = ShiftGroup(pk=1, name="第一组", position=0), ShiftGroup(pk=2, name="第二组", position=1)
CASE = Team(pk=7, kind="case", name="打击办案队")


def test_two_deputies_in_one_group_and_a_group_without_any():
    found = deputies_apart([Deputy("甲", 1), Deputy("乙", 1)], [ONE, TWO])
    assert [warned.code for warned in found] == ["deputies", "no_deputy"]


def test_deputies_apart_are_fine_and_one_beside_the_rotation_does_not_count():
    assert not deputies_apart([Deputy("甲", 1), Deputy("乙", 2), Deputy("丙", None)], [ONE, TWO])


def test_a_pair_in_one_group():
    pairs = [Pair("前东社区", 1, 1), Pair("大江社区", 1, 2), Pair("草厂社区", None, None)]
    assert [warned.code for warned in pairs_apart(pairs)] == ["pair"]


def test_a_unit_without_anybody_in_a_group():
    found = strength_everywhere([CASE], [ONE, TWO], {(7, 1): 3})
    assert [str(warned.text) for warned in found] and len(found) == 1
