"""Pages of training: courses, sittings, the screen with the digits, the own page to sign in."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from stations.kit.answer import demand
from stations.kit.form_pages import form_page
from stations.kit.views import act, list_page, page
from stations.organisation.actions import record_export
from stations.organisation.models import User
from stations.organisation.rules import is_person
from stations.timeline.models import Entry
from stations.timeline.sentences import lines
from stations.training import actions, codes, readings, rules, tables
from stations.training.filters import CourseFilter, SittingFilter
from stations.training.forms import AddForm, CourseForm, MarkForm, SignInForm, SittingForm
from stations.training.models import Attendance, Course, Sitting


def _exported(request, what: str):
    return lambda count: record_export(actor=request.user, station=request.station, what=what, count=count)


@page(rules.may_see)
def sittings(request):
    """All sittings, the newest first."""
    filterset = SittingFilter(request.GET, readings.sittings(), request=request)
    return list_page(
        request, "training/sittings.html", filterset, title=_("Training and drills"), columns=tables.SITTINGS,
        record_export=_exported(request, "sittings"), may_teach=bool(rules.teaches_any(request.user)),
    )  # fmt: skip


@page(rules.may_see)
def courses(request):
    """All courses."""
    filterset = CourseFilter(request.GET, readings.courses(), request=request)
    return list_page(
        request, "training/courses.html", filterset, title=_("Courses"), columns=tables.COURSES,
        record_export=_exported(request, "courses"), may_teach=bool(rules.teaches_any(request.user)),
    )  # fmt: skip


@page(rules.may_see)
def course(request, pk: int):
    """One course: what it teaches, when it was held, who is due."""
    found = get_object_or_404(Course.objects.all(), pk=pk)
    context = {
        "course": found, "sittings": readings.sittings().filter(course=found)[:20],
        "due": readings.due_people(found, timezone.localdate()),
        "may_teach": bool(rules.may_teach(request.user, found.audience)),
        "timeline": lines(Entry.objects.about(found).select_related("actor")),
    }  # fmt: skip
    return render(request, "training/course.html", context)


@page(rules.teaches_any)
def course_form(request, pk: int | None = None):
    """Make or change a course."""
    found = get_object_or_404(Course.objects.all(), pk=pk) if pk else None
    names = ("title", "kind", "audience", "content", "minutes", "required", "valid_months", "active")
    initial = {name: getattr(found, name) for name in names} if found else {}
    return form_page(
        request, CourseForm(request.POST or None, user=request.user, initial=initial),
        lambda **told: actions.save_course(station=request.station, actor=request.user, course=found, **told),
        heading=found.title if found else _("New course"), done=_("Saved."), back=reverse("courses"),
    )  # fmt: skip


@page(rules.teaches_any)
def sitting_new(request):
    """Plan a sitting; its audience is invited."""
    chosen = request.GET.get("course", "")
    form = SittingForm(request.POST or None, initial={"course": chosen} if chosen.isdigit() else None)
    return form_page(
        request, form, lambda **told: actions.plan(actor=request.user, **told), heading=_("Plan a sitting"),
        done=_("Planned; who is invited is told."), back=reverse("sittings"), submit=_("Plan and invite"),
    )  # fmt: skip


@page(rules.may_see)
def sitting(request, pk: int):
    """One sitting: who is invited, who came, the teacher's verbs."""
    found = get_object_or_404(readings.sittings(), pk=pk)
    rows = readings.people_of(found)
    teaches = bool(rules.may_teach(request.user, found.course.audience))
    context = {
        "sitting": found, "rows": rows, "steps": rules.STEPS.verbs(found, request.user),
        "marks": MarkForm(rows=rows) if teaches and found.state in {"open", "held"} else None,
        "add": AddForm(sitting=found, rows=rows) if teaches and found.state in {"open", "held"} else None,
        "timeline": lines(Entry.objects.about(found).select_related("actor")),
    }  # fmt: skip
    return render(request, "training/sitting.html", context)


@page(rules.may_see)
@require_POST
def sitting_verb(request, pk: int, verb: str):
    """Open, hold, cancel or re-open."""
    found = get_object_or_404(Sitting.objects.all(), pk=pk)
    return act(request, lambda: actions.move(sitting=found, verb=verb, actor=request.user), _("Done."), found)


@page(rules.may_see)
@require_POST
def sitting_mark(request, pk: int):
    """The teacher ticks who is there, or adds somebody."""
    found = get_object_or_404(Sitting.objects.all(), pk=pk)
    sent = request.POST.getlist("present") + request.POST.getlist("person")
    chosen = [number for number in sent if number.isascii() and number.isdigit() and len(number) < 19]
    people = list(User.objects.visible_to(request.user).filter(pk__in=chosen))
    verb = lambda: actions.mark(sitting=found, actor=request.user, present=people)  # noqa: E731
    return act(request, verb, _("Noted."), found)


@page(rules.teaches_any)
def screen(request, pk: int):
    """The screen of the room: big digits, another six every twenty seconds."""
    found = get_object_or_404(readings.sittings(), pk=pk)
    demand(rules.may_teach(request.user, found.course.audience))
    context = {"sitting": found, "heading": found.course.title, "code": codes.shown(found.pk, timezone.now())}
    return render(request, "training/screen.html", context)


@page(rules.teaches_any)
def digits(request, pk: int):
    """The digits of this moment and how many have signed in (a part the screen fetches)."""
    found = get_object_or_404(readings.sittings(), pk=pk)
    demand(rules.may_teach(request.user, found.course.audience))
    if found.state != Sitting.State.OPEN:
        return HttpResponse(headers={"HX-Redirect": found.get_absolute_url()})
    context = {"sitting": found, "code": codes.shown(found.pk, timezone.now())}
    return render(request, "training/digits.html", context)


digits.background = True


@page(is_person)
def my_training(request):
    """What I am invited to and where I was, on the own page."""
    rows = readings.mine(request.user) if request.station else []
    return render(request, "training/mine.html", {"heading": _("My training"), "rows": rows})


@page(is_person)
def my_sitting(request, pk: int):
    """The own page of one sitting: type the digits of the screen."""
    row = get_object_or_404(Attendance.objects.select_related("sitting__course"), sitting=pk, user=request.user)
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        verb = lambda: actions.sign_in(sitting=row.sitting, user=request.user, **form.cleaned_data)  # noqa: E731
        return act(request, verb, _("You are signed in."), reverse("my-sitting", args=[pk]))
    if row.attended_at and request.method == "POST":
        return redirect("my-sitting", pk)
    context = {"heading": row.sitting.course.title, "row": row, "form": form,
               "open": bool(rules.may_sign_in(row.sitting, timezone.now()))}  # fmt: skip
    return render(request, "training/my_sitting.html", context)
