"""One of everything of mediation, for the tests that walk every door; each room adds its own lines."""

import datetime
from datetime import timedelta

from django.utils import timezone

from mediation.agreements.confirming import apply
from mediation.agreements.models import ClauseTemplate
from mediation.archive.models import FollowUp, MediatorComplaint
from mediation.cases import lines, papers
from mediation.cases.models import BodyNumber, Invitee
from mediation.cases.models_papers import CaseNotice, Transfer
from mediation.cases.words import NoticeKind, State, Track
from mediation.consultations import actions as consultations
from mediation.consultations import following
from mediation.consultations.words import Kind
from mediation.detection import sweeping
from mediation.detection.models import Recurrence
from mediation.network import actions as network
from mediation.network import bookings, people
from mediation.network.models import CommitteeTerm
from mediation.network.rules import term_end
from mediation.network.words import Group
from mediation.sessions.appointments import add_availability, fix
from stations.catalogue.models import Category
from tests.factories.agreements import make_agreement, make_mediated
from tests.factories.incidents import make_category, make_incident
from tests.factories.mediation import make_case, make_mediation_room, make_mediator


def _archive(world) -> None:
    """A visit that is due, of a performed case; a complaint of the mediator."""
    station, mediator = world.station, world.people["mediator"].mediator
    today = timezone.localdate()
    case = make_case(station, State.PERFORMED, mediator=mediator, follow_up_due_on=today)
    world.objects |= {
        "follow_up": FollowUp.objects.create(station=station, case=case, due_on=today, reason="例行回访"),
        "mediator_complaint": MediatorComplaint.objects.create(
            station=station, case=case, mediator=mediator, kind="bias", words="偏袒一方", at=timezone.now()
        ),
    }  # fmt: skip


def furnish(world) -> None:
    """Mediators of both sorts, a room, and one object for every address that takes a number."""
    station, people = world.station, world.people
    people |= {
        "keeper": make_mediator(station, keeper=True).user,
        "mediator": make_mediator(station, Group.ELDER).user,
    }
    _network(world)
    _cases(world)
    _sessions(world)
    _people(world)
    _ways_out(world)
    _consultations(world)
    _archive(world)
    _detection(world)
    _agreements(world)


def _network(world) -> None:
    """A room booked the day after tomorrow, with sitting hours; a mediator with absence and tie; the partners."""
    station, mediator = world.station, world.people["mediator"].mediator
    keeper, today = world.people["keeper"], timezone.localdate()
    room = make_mediation_room(station)
    starts = timezone.now() + timedelta(days=2)
    plan = {"mediator": mediator, "actor": keeper}
    office = network.keep_department(station=station, actor=keeper, name="街道司法所", aliases=["司法"])
    world.objects |= {
        "mediation_room": room, "mediator": mediator, "mediator_kind": mediator.kind, "department": office,
        "room_booking": bookings.book_room(
            room=room, starts_at=starts, ends_at=starts + timedelta(hours=1), purpose="联合调解", actor=keeper
        ),
        "mediator_absence": people.enter_absence(first_day=today + timedelta(days=9),
                                                 last_day=today + timedelta(days=9), **plan),
        "room_sitting": people.set_sitting(
            room=room, weekday=1, begins=datetime.time(9), ends=datetime.time(11), start=today, **plan
        ),
        "mediator_interest": people.add_interest(keyword="某物业公司", note="业主", **plan),
        "department_contact": network.keep_contact(department=office, actor=keeper, name="周示例"),
        "gov_center": network.keep_center(
            station=station, actor=keeper, name="街道综治中心", level="street", contact="", phone=""
        ),
        "committee_term": CommitteeTerm.objects.create(
            station=station, name="第一届", start=today, end=term_end(today)
        ),
    }  # fmt: skip


def _detection(world) -> None:
    """A sweep of the grid with a finding; a recurring dispute to be looked at."""
    station, keeper, now = world.station, world.people["keeper"], timezone.now()
    sweep = sweeping.give_out(
        station=station, title="节前排查", look_for="邻里纠纷", due_on=timezone.localdate(now),
        grids=[world.objects["grid"]], actor=keeper,
    )  # fmt: skip
    task = sweep.tasks.get()
    world.objects |= {
        "sweep": sweep, "sweep_task": task,
        "sweep_finding": sweeping.enter_finding(task=task, place="3号楼", text="漏水争执", actor=keeper),
        "recurrence": Recurrence.objects.create(
            station=station, kind="address", key="0" * 64, place="前门大街1号", times=2, first_at=now, last_at=now,
            proposed_at=now, reasons=[{"code": "times", "times": 2, "days": 30}],
        ),
    }  # fmt: skip


def _cases(world) -> None:
    """A new case, registered by the officer, that the mediator has taken; a party, a line, a paper; a dispute."""
    station, officer = world.station, world.people["officer"]
    case = make_case(station, mediator=world.people["mediator"].mediator, registered_by=officer)
    category = make_category(station, fold=Category.Fold.DISPUTE)
    world.objects |= {
        "mediation_case": case, "case_party": case.parties.first(),
        "account_line": lines.add_line(case=case, actor=officer, side="a", about="fact", text="占道堆物"),
        "case_paper": papers.add_paper(
            case=case, actor=officer, kind="evidence", name="证据.pdf", content=b"%PDF-1.7\n1 0 obj"
        ),
        "dispute_incident": make_incident(station, state="arrived", category=category, recorded_by=officer),
    }  # fmt: skip


def _people(world) -> None:
    """Who mediates the case, and somebody invited to it."""
    case = world.objects["mediation_case"]
    world.objects |= {
        "case_mediator": case.mediators.first(),
        "invitee": Invitee.objects.create(
            station=world.station, case=case, kind=Invitee.Kind.RELATIVE, name="亲友", consented_at=timezone.now()
        ),
    }


def _ways_out(world) -> None:
    """A notice, a document's number and a transfer of a case that went elsewhere."""
    station, keeper = world.station, world.people["keeper"]
    case, today = make_case(station, state=State.TRANSFERRED), timezone.localdate()
    world.objects |= {
        "case_notice": CaseNotice.objects.create(
            station=station, case=case, kind=NoticeKind.REMEDY, way="face", at=timezone.now(), by=keeper
        ),
        "case_number": BodyNumber.objects.create(
            station=station, case=case, series=Track.RT, year=today.year, serial=900000, text="人调字第900000号",
            issued_at=timezone.now(),
        ),
        "transfer": Transfer.objects.create(
            station=station, case=case, target="司法所", reason="民事纠纷", sent_at=timezone.now(), sent_by=keeper,
            due_on=today,
        ),
    }  # fmt: skip


def _consultations(world) -> None:
    """A meeting with a case on its agenda and a task."""
    station, keeper, soon = world.station, world.people["keeper"], timezone.now() + datetime.timedelta(days=1)
    meeting = consultations.plan(
        station=station, kind=Kind.WORKDAY, title="政法工作日", starts_at=soon, minutes=90, place="三楼会议室",
        actor=keeper, chair=world.people["chief"].officer,
    )  # fmt: skip
    case, officer = world.objects["mediation_case"], world.people["officer"].officer
    consultations.put_on(meeting=meeting, case=case, why="矛盾突出", actor=keeper)
    following.give(meeting=meeting, words="走访", officer=officer, due_on=timezone.localdate(soon), actor=keeper)
    world.objects |= {
        "consultation": meeting, "consultation_point": meeting.items.get(), "consultation_task": meeting.tasks.get(),
    }  # fmt: skip


def _agreements(world) -> None:
    """An agreement in force with instalments and an application at court; a clause of the library."""
    keeper, station = world.people["keeper"], world.station
    case = make_mediated(station, mediator=world.people["mediator"].mediator, registered_by=world.people["officer"])
    made = make_agreement(case, keeper)
    world.objects |= {
        "agreement": made, "instalment": made.instalments.first(),
        "clause": ClauseTemplate.objects.create(station=station, title="互不追究", text="双方互不追究。"),
        "confirmation": apply(
            agreement=made, applied_on=made.effective_on, court="东城区人民法院", court_choice="committee",
            materials=["agreement", "presided", "identity"], actor=keeper,
        ),
    }  # fmt: skip


def _sessions(world) -> None:
    """A session fixed in the room for tomorrow, of a case of its own; a seat, a time somebody can come."""
    station, mediator = world.station, world.people["mediator"].mediator
    case = make_case(station, State.ACCEPTED, mediator=mediator, registered_by=world.people["officer"])
    starts = timezone.now() + timedelta(days=1)
    chief = world.people["chief"]
    session = fix(
        case=case,
        actor=chief,
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
        room=world.objects["mediation_room"],
    )
    world.objects |= {
        "mediation_session": session, "session_seat": session.attendances.first(),
        "session_party": case.parties.first(),
        "session_availability": add_availability(
            case=case, actor=chief, party=case.parties.first(), starts_at=starts, ends_at=starts + timedelta(hours=2)
        ),
    }  # fmt: skip
