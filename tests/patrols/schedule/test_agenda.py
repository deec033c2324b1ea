"""What the schedule tells others: the liaison officer, the next duty, 四到人, the workbook."""

import datetime

from django.utils import timezone

from patrols.schedule import actions, agenda, tasks
from patrols.schedule.models import PatrolDuty, Plan
from patrols.schedule.words import State
from patrols.squads.models import Liaison
from stations.agenda.registry import due_from
from tests.factories import FIRST_DAY, make_officer
from tests.factories.patrols import make_patrol_duty

DAY = datetime.timedelta(days=1)


def test_the_liaison_officer_hears_of_yesterdays_missed_duties(station, patrols):
    officer, stranger = make_officer(station), make_officer(station)
    Liaison.objects.create(station=station, squad=patrols.squad, officer=officer, start=FIRST_DAY)
    today = timezone.localdate()
    make_patrol_duty(patrols.squad, patrols.route, [], date=today - DAY, state=State.MISSED, closed_at=timezone.now())
    (due,) = due_from(agenda.missed_yesterday, officer.user, today)
    assert due.tone == "warn" and "state=missed" in due.url
    assert due_from(agenda.missed_yesterday, stranger.user, today) == []


def test_the_next_duty_hears_who_is_out_and_what_was_missed(station, patrols):
    PatrolDuty.objects.filter(pk=patrols.duty.pk).update(state=State.RUNNING)
    make_patrol_duty(patrols.squad, patrols.route, [], state=State.PARTIAL, visited=1, closed_at=timezone.now())
    out, missed = agenda.of_the_day(station, timezone.now())
    assert (out.tone, missed.tone) == ("info", "warn")
    assert patrols.guard.user.name not in f"{out.text}{missed.text}"


def test_a_plan_without_enough_names_is_a_gap_of_four_fixed_to_people(plan):
    assert agenda.named_guards(timezone.localdate())[0].missing == 0
    Plan.objects.update(people=9)
    (check,) = agenda.named_guards(timezone.localdate())
    assert check.missing == 1 and check.gaps[0].text == plan.name


def test_who_leaves_the_squad_is_replaced_at_once(station, plan, tomorrow, office):
    actions.generate(station=station, first=tomorrow, last=tomorrow)
    duty = PatrolDuty.objects.get(plan=plan, date=tomorrow)
    leaver = duty.guards.first().guard
    leaver.left_on = tomorrow
    leaver.save()
    agenda.guard_left(guard=leaver, squad=plan.squad, day=tomorrow, actor=office)
    assert duty.guards.count() == 2 and not duty.guards.filter(guard=leaver).exists()


def test_the_beat_keeps_duties_ready_once_an_hour(station, plan):
    tasks.extend(station.pk)
    count = PatrolDuty.objects.filter(plan=plan).count()
    tasks.extend(station.pk)
    assert count == PatrolDuty.objects.filter(plan=plan).count() >= 7
    tasks.close()
