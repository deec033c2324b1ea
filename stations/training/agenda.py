"""What training wants done: come, answer the quiz, renew a certificate; for teachers: check the bank, teach again."""

from datetime import date, timedelta
from functools import partial

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from stations.agenda.words import Ask, Due, Tally
from stations.training import rules
from stations.training.models import Attempt, Attendance, BankQuestion, Certificate, Sitting
from stations.training.readings import own_running_out, running_out, settings_of

KIND = "training"
Standing = Attendance.Standing


def due(user, day: date) -> list[Due | Ask | Tally]:
    """The own sittings of the week, quizzes not passed yet, certificates that run out; what teachers have to do.

    At most three queries of its own.
    """
    if not user.home_station_id:
        return []
    settings = settings_of(user.home_station)
    own = [_coming(user, day), _quizzes(user, day, settings.quiz_days), *_ending(user, day, settings.warn_days)]
    return own + (_teaching(user, day, settings) if rules.teaches_any(user) else [])


def _coming(user, day: date) -> Ask:
    rows = Attendance.objects.filter(
        user=user, attended_at=None, sitting__state__in=[Sitting.State.PLANNED, Sitting.State.OPEN],
        sitting__starts_at__date__gte=day, sitting__starts_at__date__lte=day + timedelta(days=7),
    ).filter(Q(standing=Standing.SEAT) | Q(standing=Standing.NONE, invited=True))  # fmt: skip
    return Ask(rows.select_related("sitting__course"), _come)


def _come(row: Attendance) -> Due:
    title, on = _("Training: %(course)s") % {"course": row.sitting.course}, timezone.localdate(row.sitting.starts_at)
    return Due(title, on, reverse("my-sitting", args=[row.sitting_id]), kind=KIND, place=row.sitting.place)


def _quizzes(user, day: date, quiz_days: int) -> Ask:
    since = day - timedelta(days=quiz_days)
    passed = Attempt.objects.filter(attendance=OuterRef("pk"), passed=True)
    rows = Attendance.objects.filter(
        ~Exists(passed), user=user, attended_at__isnull=False, sitting__course__quiz=True,
        sitting__ends_at__date__gte=since,
    ).exclude(sitting__state=Sitting.State.CANCELLED)  # fmt: skip
    return Ask(rows.select_related("sitting__course"), partial(_quiz, quiz_days=quiz_days))


def _quiz(row: Attendance, quiz_days: int) -> Due:
    until = timezone.localdate(row.sitting.ends_at) + timedelta(days=quiz_days)
    title = _("Quiz: %(course)s") % {"course": row.sitting.course}
    return Due(title, until, reverse("my-quiz", args=[row.sitting_id]), kind=KIND)


def _ending(user, day: date, warn_days: int) -> list[Due]:
    return [
        Due(
            _("Certificate runs out: %(course)s") % {"course": row.course},
            row.valid_until,
            f"{reverse('my-training')}#again-{row.course_id}",
            "warn",
            kind=KIND,
        )
        for row in own_running_out(user, day, warn_days)
    ]


def _teaching(user, day: date, settings) -> list[Due | Ask | Tally]:
    """Sittings soon whose bank is short, questions somebody else wrote, certificates that run out."""
    waiting = BankQuestion.objects.filter(state=BankQuestion.State.DRAFT).exclude(author=user)
    short = Ask(_own_sittings(user, day), partial(_short, wanted=settings.questions))
    return [Tally(waiting, _unchecked), *_whose_certificates_end(user, day, settings.warn_days), short]


def _unchecked(count: int) -> Due:
    words = _("%(count)s questions of the bank to be checked") % {"count": count}
    return Due(words, None, f"{reverse('bank')}?state=draft", kind=KIND)


def _whose_certificates_end(user, day: date, warn_days: int) -> list[Due]:
    """Courses of the teacher's audiences whose certificates run out soon, each with how many; one query."""
    ending: dict[int, list[Certificate]] = {}
    for row in running_out(day, warn_days):
        ending.setdefault(row.course_id, []).append(row)
    return [
        Due(
            _("%(count)s certificates run out soon: %(course)s") % {"count": len(rows), "course": rows[0].course},
            rows[0].valid_until,
            reverse("course-due", args=[number]),
            kind=KIND,
        )
        for number, rows in ending.items()
        if rules.may_teach(user, rows[0].course.audience)
    ]


def _own_sittings(user, day: date) -> QuerySet[Sitting]:
    """The teacher's own sittings of the next two weeks with a quiz, each with the usable questions there are."""
    usable = BankQuestion.objects.usable().filter(Q(course=None) | Q(course=OuterRef("course")))
    until = day + timedelta(days=14)
    counted = usable.filter(month__lte=OuterRef("starts_at__date"))
    counted = counted.order_by().annotate(one=F("station")).values("one")
    rows = Sitting.objects.filter(
        teacher=user, course__quiz=True, state__in=[Sitting.State.PLANNED, Sitting.State.OPEN],
        starts_at__date__gte=day, starts_at__date__lte=until,
    ).select_related("course")  # fmt: skip
    return rows.annotate(bank=Subquery(counted.annotate(n=Count("pk")).values("n")))


def _short(sitting: Sitting, wanted: int) -> Due | None:
    if (sitting.bank or 0) >= wanted:
        return None
    words = _("The bank is short of questions: %(course)s") % {"course": sitting.course}
    return Due(words, timezone.localdate(sitting.starts_at), sitting.get_absolute_url(), "warn", kind=KIND)
