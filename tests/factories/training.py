"""Courses, sittings, questions of the bank and certificates, as rows."""

import datetime

from django.utils import timezone

from stations.training.models import Attendance, BankQuestion, Certificate, Course, Sitting
from tests.factories.organisation import make_person

HOUR = datetime.timedelta(hours=1)


def make_course(station, title="警务夜校", **values) -> Course:
    """A class for members that ends with a quiz and a certificate for a year."""
    told = {"audience": "members", "quiz": True, "certificate": True, "required": True, "valid_months": 12} | values
    return Course.objects.create(station=station, title=title, **told)


def make_sitting(course, begin=None, **values) -> Sitting:
    """A sitting people sign up for; it begins in an hour unless told otherwise."""
    begin = begin or timezone.now() + HOUR
    told = {"place": "会议室", "open_enrolment": True, "state": "planned"} | values
    return Sitting.objects.create(
        station_id=course.station_id, course=course, starts_at=begin, ends_at=begin + HOUR, **told
    )


def make_questions(station, number=5, month=None, **values) -> list[BankQuestion]:
    """Checked questions of a month (this one); option B of three is right."""
    month = month or timezone.localdate().replace(day=1)
    # One checker for all of them.
    told = {"state": "approved", "approved_by": make_person(station), "approved_at": timezone.now()} | values
    return [
        BankQuestion.objects.create(
            station=station, month=month, text=f"{month:%Y-%m} 第{place}题", options=["甲", "乙", "丙"], right=1,
            why="因为乙", case_words="本月一案", **told,
        )
        for place in range(number)
    ]  # fmt: skip


def make_attendance(sitting, user, came=True, **values) -> Attendance:
    """Somebody with a seat, who came unless told otherwise."""
    told = {"standing": "seat", "standing_at": timezone.now()} | values
    if came:
        told |= {"attended_at": sitting.starts_at, "method": "desk"}
    return Attendance.objects.create(station_id=sitting.station_id, sitting=sitting, user=user, **told)


def make_certificate(attendance, serial=1, day=None, **values) -> Certificate:
    """A certificate for a year."""
    day = day or timezone.localdate()
    told = {"valid_until": day + datetime.timedelta(days=365)} | values
    return Certificate.objects.create(
        station_id=attendance.station_id, attendance=attendance, course_id=attendance.sitting.course_id,
        user_id=attendance.user_id, year=day.year, serial=serial, number=f"培结字〔{day.year}〕{serial}号",
        issued_on=day, **told,
    )  # fmt: skip
