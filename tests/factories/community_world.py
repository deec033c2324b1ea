"""One of everything of the community, for the tests that walk every door; each room adds its own lines."""

from community.enterprises.models import Cluster, EnterpriseContact
from community.enterprises.models_visits import Tip
from community.groups.models import Trade, WatchOffice
from community.wishes.models import Wish
from stations.kit.scoping import in_station
from tests.factories import recognition
from tests.factories.clues import make_clue, make_scene
from tests.factories.community import (
    make_enrolment,
    make_group_lead,
    make_member,
    make_watch_group,
    make_watch_officer,
)
from tests.factories.enterprises import (
    LONG_AGO,
    make_building,
    make_check_list,
    make_enterprise,
    make_safety_finding,
    make_visit,
)
from tests.factories.forum import (
    make_announcement,
    make_official_answer,
    make_question,
    make_suggestion,
    make_topic,
)
from tests.factories.nights import make_key_place, make_night, make_request, make_seat
from tests.factories.organisation import make_person
from tests.factories.partners import furnish as furnish_partners
from tests.factories.pictures import jpeg
from tests.factories.surveys import furnish as furnish_surveys
from tests.factories.training import make_attendance, make_certificate, make_course, make_questions, make_sitting
from tests.factories.wishes import make_errand, make_wish, make_wish_scene

# Who gave a protected clue: on no page of anybody but where members are listed as members (SE-31).
GIVER, GIVER_PHONE = "隐名提供人", "13712345678"
# Who asked: on the forum a surname and nothing more.
WRITER = "尉迟提问"


def furnish(world) -> None:
    """The office, a group of the first community with leader and member, somebody who was only asked."""
    station = world.station
    group = make_watch_group(station, world.objects["community"])
    world.people["watch_office"] = make_watch_officer(station).user
    world.people["member"] = make_member(group, world.people["member"]).user
    lead = make_member(group)
    make_group_lead(group, lead)
    world.people["group_lead"] = lead.user
    world.objects |= {
        "watch_group": group, "watch_trade": Trade.objects.first(), "watch_seat": WatchOffice.objects.first(),
        "watch_member": world.people["member"].member, "enrolment": make_enrolment(group),
    }  # fmt: skip
    _clues(world, group)
    _forum(world, group)
    _wishes(world)
    recognition.furnish(world)
    _classes(world)
    _nights(world)
    _enterprises(world)
    furnish_partners(world)
    furnish_surveys(world)


def _forum(world, group) -> None:
    """A question and a suggestion of somebody whom no role is, one of the member's own, an answer, a notice."""
    station, officer = world.station, world.people["officer"].officer
    topic, writer = make_topic(station, name="消防安全"), make_member(group, make_person(station, WRITER))
    world.objects |= {
        "forum_topic": topic, "forum_post": make_question(station, writer.user, topic, text="楼道里能充电吗"),
        "own_question": make_question(station, world.people["member"], topic, text="门厅里能停车吗"),
        "suggestion": make_suggestion(station, writer.user, topic),
        "official_answer": make_official_answer(officer, topic), "announcement": make_announcement(officer),
    }  # fmt: skip


def _clues(world, group) -> None:
    """A protected clue of somebody whom no role is, one of the member's own, the scene they were given under."""
    scene = make_scene(world.station, code="fraud")
    giver = make_member(group, make_person(world.station, GIVER, phone=GIVER_PHONE))
    world.objects |= {
        "clue_scene": scene, "clue": make_clue(world.station, giver.user, scene),
        "own_clue": make_clue(world.station, world.people["member"], scene),
    }  # fmt: skip


def _wishes(world) -> None:
    """A wish of a resident who left a number, with its errand; one of the member's own; the reason of both."""
    station, community = world.station, world.objects["community"]
    scene = make_wish_scene(station, "fraud", name="陌生人徘徊")
    wish = make_wish(station, community, scene=scene, phone=GIVER_PHONE, lat=39.9, lng=116.4)
    errand = make_errand(station, f"wish:{wish.pk}", lat=39.9, lng=116.4, url=wish.get_absolute_url())
    with in_station(station):
        Wish.objects.filter(pk=wish.pk).update(errand=errand, state="accepted", accepted_at=wish.given_at)
    world.objects |= {
        "wish_scene": scene, "wish": wish, "errand": errand,
        "own_wish": make_wish(station, community, scene=scene, place="西门口", user=world.people["member"]),
    }  # fmt: skip


def _classes(world) -> None:
    """A question of the bank, and the member's certificate of an evening class."""
    course = make_course(world.station)
    there = make_attendance(make_sitting(course, state="held"), world.people["member"])
    world.objects |= {
        "bank_question": make_questions(world.station, 1)[0], "certificate": make_certificate(there),
        "class_sitting": there.sitting,
    }  # fmt: skip


def _nights(world) -> None:
    """A patrol that takes helpers, past a key place; the member was asked, the leader of the group has a place."""
    place = make_key_place(world.station)
    patrol = make_night(
        world.objects["community"], world.people["officer"].officer, places=[place],
        leader=world.people["group_lead"],
    )  # fmt: skip
    make_request(patrol, world.people["member"].member)
    make_seat(patrol, world.people["group_lead"].member)
    world.objects |= {
        "night_patrol": patrol, "night_place": patrol.places.first(), "member": world.people["group_lead"].member,
    }  # fmt: skip


def _enterprises(world) -> None:
    """A shop in a mall with a contact, a visit that found something, and what the office keeps."""
    station, officer = world.station, world.people["officer"].officer
    building = make_building(station, community=world.objects["community"], lat=39.9, lng=116.4)
    shop = make_enterprise(station, building=building, unit="101")
    check_list = make_check_list(station, name="通用检查")
    visit = make_visit(shop, officer, check_list=check_list, no=("疏散通道畅通",))
    finding = make_safety_finding(shop, officer, grade=2, photos=[jpeg()])
    with in_station(station):
        world.objects |= {
            "building": building, "enterprise": shop, "enterprise_kind": shop.kind, "check_list": check_list,
            "enterprise_visit": visit, "safety_finding": finding,
            "enterprise_photo": finding.files.get().file,
            "cluster": Cluster.objects.create(station=station, name="商圈"),
            "tip": Tip.objects.create(station=station, title="先核实再转账", subject="fraud", valid_from=LONG_AGO),
            "enterprise_contact": EnterpriseContact.objects.create(
                station=station, enterprise=shop, part="manager", name="钱经理", phone="13900001111"
            ),
        }  # fmt: skip
