"""Certificates (结业证): issued when somebody came and passed, revoked with a reason; holders are told in time."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from stations.kit.answer import demand
from stations.notices.actions import tell
from stations.numbers.actions import take
from stations.organisation.models import Station, User
from stations.timeline.actions import lines_last, record
from stations.training import rules
from stations.training.models import Attempt, Attendance, Certificate, Sitting, TrainingSettings
from stations.training.readings import running_out, settings_of
from stations.training.registry import audience

SERIES = "certificate"
PREFIX = "培结字"


def number_text(settings: TrainingSettings, year: int, serial: int) -> str:
    """How a number reads: ``培结字〔2026〕12号``."""
    return f"{settings.certificate_prefix or PREFIX}〔{year}〕{serial}号"


@transaction.atomic
def issue(*, attendance: Attendance, at: datetime) -> Certificate | None:
    """The certificate of somebody who came (and passed, where the course ends with a quiz); the same one again if
    there is one, None where the course gives none or something is missing.

    The caller holds the lock of the attendance or of its sitting.
    """
    sitting: Sitting = attendance.sitting
    course = sitting.course
    if not course.certificate or attendance.attended_at is None:
        return None
    known = Certificate.objects.filter(attendance=attendance).first()
    if known:
        return known
    if course.quiz and not Attempt.objects.filter(attendance=attendance, passed=True).exists():
        return None
    day = timezone.localdate(at)
    serial = take(station_id=sitting.station_id, series=SERIES, year=day.year)
    made = Certificate.objects.create(
        station_id=sitting.station_id, attendance=attendance, course=course, user_id=attendance.user_id,
        year=day.year, serial=serial, number=number_text(settings_of(sitting.station), day.year, serial),
        issued_on=day, valid_until=rules.valid_until(course, day),
    )  # fmt: skip
    record(verb="certificate.issued", subject=made, actor=attendance.user, sitting=sitting.pk)
    return made


@transaction.atomic
@lines_last()
def revoke(*, certificate: Certificate, actor: User, reason: str, at: datetime) -> Certificate:
    """Take a certificate back; its code says so from then on, and its holder is told.

    Raises:
        NotAllowed: does not teach the course's audience.
        RuleBroken: ``own_certificate``, ``revoked``, ``no_reason``.
    """
    row = Certificate.objects.select_for_update(no_key=True).get(pk=certificate.pk)
    demand(rules.may_teach(actor, row.course.audience))
    rules.may_revoke(actor, row, reason).or_refuse()
    row.revoked_at, row.revoked_by, row.revoked_reason = at, actor, reason.strip()
    row.save()
    record(verb="certificate.revoked", subject=row, actor=actor)
    tell(
        station=row.station, recipients=[row.user], kind="certificate.revoked", key=f"certificate.revoked:{row.pk}",
        url=f"/me/training/certificates/{row.pk}/",
    )  # fmt: skip
    return row


def warn(*, station: Station, at: datetime) -> int:
    """Tell people whose certificate runs out soon, once each and never in quiet hours; returns how many were told.

    Whoever has a newer certificate of the same course is left alone.
    """
    day, told = timezone.localdate(at), 0
    for row in running_out(day, settings_of(station).warn_days):
        entry = audience(row.course.audience)
        people = entry.tellable(station, [row.user], at, "certificate.ends") if entry else [row.user]
        told += tell(
            station=station, recipients=people, kind="certificate.ends", key=f"certificate.ends:{row.pk}",
            url="/me/training/", until=str(row.valid_until),
        )  # fmt: skip
    return told
