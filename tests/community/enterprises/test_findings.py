"""Safety findings from found to closed: four eyes, photos, deadlines, departments, the command room and back."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from community.enterprises import actions, agenda, finding_steps
from community.enterprises.models_visits import SafetyFinding
from community.enterprises.words import FindingState
from stations.agenda.registry import due_from
from stations.catalogue.words import Kind
from stations.incidents import checking
from stations.kit.answer import NotAllowed, RuleBroken
from stations.notices.models import Notice
from tests.factories import client_of, make_category
from tests.factories.enterprises import make_safety_finding
from tests.factories.pictures import jpeg

pytestmark = pytest.mark.django_db


def test_a_minor_one_is_told_put_right_and_closed_with_the_recheck_of_another(mall):
    finding = make_safety_finding(mall.shop, mall.liaison)
    assert finding.state == FindingState.TOLD and finding.due_on == timezone.localdate() + timedelta(15)
    finding = finding_steps.rectify(finding=finding, actor=mall.liaison.user, words="商户反馈已清理")
    with pytest.raises(NotAllowed):
        finding_steps.recheck(finding=finding, actor=mall.liaison.user)
    finding = finding_steps.recheck(finding=finding, actor=mall.post.user, words="现场查看属实")
    assert finding.state == FindingState.CLOSED and finding.rechecked_by == mall.post.user
    assert [step.verb for step in finding.steps.all()] == ["found", "tell", "rectify", "recheck", "settle"]


def test_the_database_wants_four_eyes_too(mall):
    finding = make_safety_finding(mall.shop, mall.liaison)
    with pytest.raises(IntegrityError), transaction.atomic():
        SafetyFinding.objects.filter(pk=finding.pk).update(
            rectified_by=mall.post.user, rechecked_by=mall.post.user, state="rechecked"
        )


def test_a_serious_one_needs_a_photo_and_is_closed_by_a_leader(mall):
    finding = make_safety_finding(mall.shop, mall.liaison, grade=2, photos=[jpeg()])
    with pytest.raises(RuleBroken) as refusal:
        finding_steps.rectify(finding=finding, actor=mall.liaison.user)
    assert refusal.value.code == "photos"
    finding_steps.rectify(finding=finding, actor=mall.liaison.user, photos=[jpeg("blue")])
    finding = finding_steps.recheck(finding=finding, actor=mall.post.user)
    assert finding.state == FindingState.RECHECKED
    with pytest.raises(NotAllowed):
        finding_steps.close(finding=finding, actor=mall.post.user)
    assert finding_steps.close(finding=finding, actor=mall.chief.user).state == FindingState.CLOSED


def test_not_right_yet_goes_back_with_a_new_deadline(mall):
    finding = make_safety_finding(mall.shop, mall.liaison)
    finding_steps.rectify(finding=finding, actor=mall.liaison.user)
    due = timezone.localdate() + timedelta(5)
    finding = finding_steps.reject(finding=finding, actor=mall.post.user, words="仍有纸箱", due_on=due)
    assert (finding.state, finding.due_on, finding.rectified_by) == (FindingState.TOLD, due, None)


def test_a_department_takes_it_and_answers(mall):
    finding = make_safety_finding(mall.shop, mall.liaison)
    finding = finding_steps.hand_over(
        finding=finding,
        actor=mall.liaison.user,
        department="fire",
        words="请消防部门依法处理",
        reference="函〔2026〕1号",
    )
    assert finding.state == FindingState.HANDED and finding.department_due_on
    finding = finding_steps.answered(finding=finding, actor=mall.liaison.user, words="已督促整改")
    # The department put it right, so any officer may look.
    assert finding_steps.recheck(finding=finding, actor=mall.liaison.user).state == FindingState.CLOSED


def test_the_command_room_gets_it_and_its_end_comes_back(mall):
    make_category(mall.station, "消防隐患", kind=Kind.HAZARD)
    finding = make_safety_finding(mall.shop, mall.liaison, photos=[jpeg()])
    finding = finding_steps.alarm(finding=finding, actor=mall.liaison.user)
    assert finding.state == FindingState.COMMAND and finding.incident.attachments.count() == 1
    incident = checking.verify(incident=finding.incident, actor=mall.cast.desk.user)
    incident = checking.assign(incident=incident, actor=mall.cast.desk.user, officers=[mall.liaison])
    incident = checking.rectify(incident=incident, actor=mall.liaison.user, text="已清理")
    finding.refresh_from_db()
    assert finding.state == FindingState.COMMAND
    checking.recheck(incident=incident, actor=mall.chief.user)
    finding.refresh_from_db()
    assert finding.state == FindingState.RECTIFIED and finding.rectified_by is None
    assert Notice.objects.filter(kind=finding_steps.MOVED, recipient=mall.liaison.user).exists()
    assert finding_steps.recheck(finding=finding, actor=mall.liaison.user).state == FindingState.CLOSED


def test_moving_out_ends_what_is_open(mall):
    finding = make_safety_finding(mall.shop, mall.liaison)
    actions.move_out(enterprise=mall.shop, actor=mall.liaison.user)
    finding.refresh_from_db()
    assert finding.state == FindingState.LAPSED and finding.closed_at


def test_a_deadline_that_passed_is_told_once_to_the_one_in_charge(mall):
    finding = make_safety_finding(mall.shop, mall.post)
    SafetyFinding.objects.update(due_on=timezone.localdate() - timedelta(1))
    assert finding_steps.remind(station=mall.station, at=timezone.now()) == 1
    assert Notice.objects.get(kind=finding_steps.OVERDUE).recipient == mall.liaison.user
    assert finding_steps.remind(station=mall.station, at=timezone.now()) == 0
    assert list(SafetyFinding.objects.overdue(timezone.localdate())) == [finding]


def test_a_stranger_of_the_station_does_nothing_with_it(mall):
    finding = make_safety_finding(mall.shop, mall.liaison)
    with pytest.raises(NotAllowed):
        finding_steps.rectify(finding=finding, actor=mall.stranger.user)


def test_who_found_it_may_go_on_with_it(mall):
    finding = make_safety_finding(mall.shop, mall.stranger)
    assert finding_steps.rectify(finding=finding, actor=mall.stranger.user).state == FindingState.RECTIFIED


def test_the_same_finding_sent_twice_is_one_and_another_one_is_another(mall):
    first = finding_steps.find(enterprise=mall.shop, actor=mall.liaison.user, what="通道堆物", grade=1)
    assert finding_steps.find(enterprise=mall.shop, actor=mall.liaison.user, what=" 通道堆物 ", grade=1) == first
    assert finding_steps.find(enterprise=mall.shop, actor=mall.post.user, what="通道堆物", grade=1) != first
    assert finding_steps.find(enterprise=mall.shop, actor=mall.liaison.user, what="插座烧焦", grade=1) != first


def _titles(officer, source):
    user = type(officer.user).objects.select_related("officer", "home_station").get(pk=officer.user_id)
    user.leads = frozenset()
    return [due.url for due in due_from(source, user, timezone.localdate())]


def test_a_recheck_is_always_somebodys_task_and_never_the_reporters(mall):
    finding = make_safety_finding(mall.hotel, mall.hotels)
    page = finding.get_absolute_url()
    finding_steps.rectify(finding=finding, actor=mall.hotels.user)
    assert page not in _titles(mall.hotels, agenda.findings)
    # The trade officer reported it: who looks after the hotel goes and sees.
    assert page in _titles(mall.post, agenda.findings)
    assert not any("rectified" in url for url in _titles(mall.chief, agenda.leaders))


def test_a_recheck_that_is_nobodys_is_the_leaders(mall):
    finding = make_safety_finding(mall.shop, mall.liaison)
    finding_steps.rectify(finding=finding, actor=mall.liaison.user)
    assert finding.get_absolute_url() not in _titles(mall.liaison, agenda.findings)
    assert any("state=rectified" in url for url in _titles(mall.chief, agenda.leaders))
    finding_steps.recheck(finding=finding, actor=mall.chief.user)
    assert not any("state=rectified" in url for url in _titles(mall.chief, agenda.leaders))


def test_who_reported_it_reads_that_somebody_else_looks_now(mall):
    finding = make_safety_finding(mall.shop, mall.liaison)
    finding_steps.rectify(finding=finding, actor=mall.liaison.user)
    page = client_of(mall.liaison).get(finding.get_absolute_url()).content.decode()
    assert "data-waits" in page
    assert "data-waits" not in client_of(mall.chief).get(finding.get_absolute_url()).content.decode()
