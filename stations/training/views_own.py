"""Training on the own phone: what I can sign up for, my places, the digits, the quiz, my certificates."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from stations.kit import qr
from stations.kit.answer import RuleBroken
from stations.kit.views import act, page
from stations.organisation.rules import is_person
from stations.training import actions, codes, documents, enrolling, own, quiz, quiz_readings, quiz_rules, rules
from stations.training.forms import SignInForm
from stations.training.models import Attendance, Certificate, Sitting
from stations.training.readings import settings_of
from stations.training.registry import asking


def _in_a_station(request) -> None:
    """Whoever belongs to no station has no place at a class."""
    if not request.station:
        raise Http404


def _own(request, pk: int) -> Attendance:
    _in_a_station(request)
    rows = Attendance.objects.select_related("sitting__course", "sitting__station", "sitting__community")
    return get_object_or_404(rows, sitting=pk, user=request.user)


def _sitting(request, pk: int) -> tuple[Sitting, Attendance | None]:
    """A sitting the person has a place at, or may sign up for; every other one does not exist."""
    _in_a_station(request)
    rows = Attendance.objects.select_related("sitting__course", "sitting__station", "sitting__community")
    row = rows.filter(sitting=pk, user=request.user).first()
    if row is not None:
        return row.sitting, row
    sitting = get_object_or_404(Sitting.objects.select_related("course", "station", "community"), pk=pk)
    if not own.may_open(request.user, sitting, timezone.now()):
        raise Http404
    return sitting, None


@page(is_person)
def my_training(request):
    """What I can sign up for, my places, quizzes that wait, my certificates."""
    found = own.page_of(request.user, request.station, timezone.now()) if request.station else own.Page()
    settings = settings_of(request.station) if request.station else None
    heading = (settings and settings.class_name) or _("My training")
    return render(request, "training/mine.html", {"heading": heading, "own": found})


@page(is_person)
def my_sitting(request, pk: int):
    """The own page of one sitting: sign up, type the digits, go to the quiz, ask."""
    sitting, row = _sitting(request, pk)
    form = SignInForm(request.POST or None, online=bool(sitting.online))
    if request.method == "POST" and form.is_valid():
        verb = lambda: actions.sign_in(sitting=sitting, user=request.user, **form.cleaned_data)  # noqa: E731
        return act(request, verb, "", reverse("my-sitting", args=[pk]))
    if row and row.attended_at and request.method == "POST":
        return redirect("my-sitting", pk)
    now, there = timezone.now(), bool(row and row.attended_at)
    context = {"heading": sitting.course.title, "row": row, "sitting": sitting, "form": form, "there": there,
               "open": bool(rules.may_sign_in(sitting, now)), "may_enrol": rules.may_enrol(sitting, now),
               "waiting_place": _place(row), "free": _free(sitting),
               "asking": asking(request.user, sitting) if there else [],
               "certificate": Certificate.objects.filter(attendance=row).first() if there else None}  # fmt: skip
    if row and there and sitting.course.quiz:
        context |= _quiz_state(row, now)
    return render(request, "training/my_sitting.html", context)


def _place(row: Attendance | None) -> int | None:
    """The person's place on the waiting list, from 1."""
    if row is None or row.standing != Attendance.Standing.WAITING:
        return None
    before = Attendance.objects.filter(sitting=row.sitting_id, standing=row.standing, standing_at__lt=row.standing_at)
    return before.count() + 1


def _free(sitting: Sitting) -> int | None:
    return None if sitting.seats is None else max(sitting.seats - enrolling.taken(sitting), 0)


def _quiz_state(row: Attendance, now) -> dict:
    tries, settings = quiz_readings.attempts_of(row), settings_of(row.sitting.station)
    last = tries[0] if tries else None
    going = last if last and last.finished_at is None else None
    may = quiz_rules.may_take(row, last, settings, now)
    return {"last": last, "going": going, "passed": bool(last and last.passed), "may_take": may}


@page(is_person)
@require_POST
def my_enrol(request, pk: int):
    """Sign up, in one tap."""
    sitting, _row = _sitting(request, pk)
    verb = lambda: enrolling.enrol(sitting=sitting, user=request.user, at=timezone.now())  # noqa: E731
    return act(request, verb, "", reverse("my-sitting", args=[pk]))


@page(is_person)
@require_POST
def my_giving_up(request, pk: int):
    """Cancel the own place."""
    row = _own(request, pk)
    verb = lambda: enrolling.give_up(sitting=row.sitting, user=request.user, at=timezone.now())  # noqa: E731
    return act(request, verb, _("Cancelled; the seat goes to the next one."), reverse("my-training"))


# The quiz


@never_cache
@page(is_person)
def my_quiz(request, pk: int):
    """The quiz on the phone: one question a page; answers are saved one by one, so a dropped line continues."""
    row = _own(request, pk)
    if request.method == "POST":
        return _posted(request, row)
    tries = quiz_readings.attempts_of(row)
    last = tries[0] if tries else None
    now, settings = timezone.now(), settings_of(request.station)
    context = {"heading": row.sitting.course.title, "sitting": row.sitting, "row": row}
    going = last is not None and last.finished_at is None
    may = quiz_rules.may_take(row, last, settings, now)
    if going and may:
        context |= {"attempt": last, "asked": quiz_readings.next_question(last)}
        return render(request, "training/quiz.html", context)
    if last is None or going or (request.GET.get("again") and may):
        context |= {"may": may, "questions": settings.questions, "pass_mark": settings.pass_mark}
        return render(request, "training/quiz_start.html", context)
    context |= {"attempt": last, "told": quiz_readings.result(last), "may": may,
                "asking": asking(request.user, row.sitting),
                "certificate": Certificate.objects.filter(attendance=row).first()}  # fmt: skip
    return render(request, "training/quiz_result.html", context)


def _posted(request, row: Attendance):
    """Begin, or one answer."""
    here, now = reverse("my-quiz", args=[row.sitting_id]), timezone.now()
    question, shown = (_number(request.POST.get(name)) for name in ("question", "shown"))
    try:
        if question is None:
            quiz.begin(sitting=row.sitting, user=request.user, at=now)
        else:
            choice = -1 if shown is None else shown
            quiz.answer(sitting=row.sitting, user=request.user, question=question, shown=choice, at=now)
    except RuleBroken as refusal:
        messages.error(request, refusal.reason)
    return redirect(here)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


# Certificates


def _certificate(request, pk: int) -> Certificate:
    _in_a_station(request)
    rows = Certificate.objects.select_related("course", "user", "station")
    return get_object_or_404(rows, pk=pk, user=request.user)


@page(is_person)
def my_certificate(request, pk: int):
    """My certificate on the phone, with the code that can be checked."""
    row, today = _certificate(request, pk), timezone.localdate()
    address = codes.certificate_address(row.pk)
    soon = rules.runs_out(row, today, settings_of(request.station).warn_days)
    context = {"heading": row.course.title, "row": row, "qr": qr.drawn(address), "address": address,
               "holds": rules.holds_on(row, today), "soon": soon}  # fmt: skip
    return render(request, "training/my_certificate.html", context)


@never_cache
@page(is_person)
def my_certificate_pdf(request, pk: int):
    """My certificate to print."""
    return certificate_file(_certificate(request, pk))


def certificate_file(row: Certificate) -> HttpResponse:
    """The paper of a certificate; one that was revoked is not printed again.

    Raises:
        RuleBroken: ``revoked``.
    """
    if row.revoked_at:
        raise RuleBroken(_("This certificate has been revoked."), code="revoked")
    name = settings_of(row.station).class_name
    content = documents.certificate(row=row, station=row.station, class_name=name)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="certificate-{row.year}-{row.serial}.pdf"'
    return response
