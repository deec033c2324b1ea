"""Pages of training for teachers: courses, sittings, the screen with the digits."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from stations.kit.answer import demand
from stations.kit.form_pages import form_page
from stations.kit.views import act, list_page, page
from stations.organisation.models import User
from stations.timeline.actions import leaves
from stations.timeline.models import Entry
from stations.timeline.sentences import lines, story
from stations.training import actions, codes, quiz, quiz_readings, readings, rules, tables
from stations.training.filters import CourseFilter, SittingFilter
from stations.training.forms import AddForm, CourseForm, MarkForm, SittingForm, WhenForm
from stations.training.models import Course, Sitting
from stations.training.registry import audience, questions_of

# What the page says after a verb of a sitting.
MOVED = {
    "open": gettext_lazy("Signing in is open: show the digits."),
    "hold": gettext_lazy("Noted as held."),
    "cancel": gettext_lazy("Called off; who was expected has been told."),
    "reopen": gettext_lazy("Signing in is open again."),
}


@page(rules.may_see)
def sittings(request):
    """All sittings, the newest first."""
    filterset = SittingFilter(request.GET, readings.sittings(), request=request)
    return list_page(
        request, "training/sittings.html", filterset, title=_("Training and drills"), columns=tables.SITTINGS,
        record_export=leaves(request, "sittings"), may_teach=bool(rules.teaches_any(request.user)),
    )  # fmt: skip


@page(rules.may_see)
def courses(request):
    """All courses."""
    filterset = CourseFilter(request.GET, readings.courses(), request=request)
    return list_page(
        request, "training/courses.html", filterset, title=_("Courses"), columns=tables.COURSES,
        record_export=leaves(request, "courses"), may_teach=bool(rules.teaches_any(request.user)),
    )  # fmt: skip


@page(rules.may_see)
def course(request, pk: int):
    """One course: what it teaches, when it was held, how many are due."""
    found, today = get_object_or_404(Course.objects.all(), pk=pk), timezone.localdate()
    due = readings.due_list(found, today, readings.settings_of(request.station).warn_days)
    context = {
        "course": found, "sittings": readings.sittings().filter(course=found)[:20], "entry": audience(found.audience),
        "people": bool(rules.may_see_people(request.user, found)), "due": due,
        "over": sum(one.over or one.last is None for one in due),
        "may_teach": bool(rules.may_teach(request.user, found.audience)),
        "timeline": story(found),
    }  # fmt: skip
    return render(request, "training/course.html", context)


@page(rules.teaches_any)
def course_form(request, pk: int | None = None):
    """Make or change a course."""
    found = get_object_or_404(Course.objects.all(), pk=pk) if pk else None
    names = (
        "title", "kind", "audience", "content", "minutes", "required", "valid_months", "quiz", "certificate", "tag",
        "active",
    )  # fmt: skip
    initial = {name: getattr(found, name) for name in names} if found else {}
    return form_page(
        request, CourseForm(request.POST or None, user=request.user, initial=initial),
        lambda **told: actions.save_course(station=request.station, actor=request.user, course=found, **told),
        heading=found.title if found else _("New course"), done=_("Saved."), back=reverse("courses"),
    )  # fmt: skip


@page(rules.teaches_any)
def sitting_new(request):
    """Plan a sitting; its audience is invited."""
    chosen = request.POST.get("course") or request.GET.get("course", "")
    course = Course.objects.filter(pk=chosen).first() if chosen.isdecimal() and len(chosen) < 18 else None
    form = SittingForm(
        request.POST or None, of=course.audience if course else "", initial={"course": course} if course else None
    )  # fmt: skip
    return form_page(
        request, form, lambda **told: actions.plan(actor=request.user, **told), heading=_("Plan a sitting"),
        done=_("Planned; its people are told."), back=reverse("sittings"), submit=_("Plan"),
    )  # fmt: skip


@page(rules.may_see)
def sitting(request, pk: int):
    """One sitting: who is expected, who came and passed, how the quiz went, the teacher's verbs."""
    found = get_object_or_404(readings.sittings(), pk=pk)
    rows = readings.people_of(found)
    teaches = bool(rules.may_teach(request.user, found.course.audience))
    running = teaches and found.state in {"open", "held"}
    context = {
        "sitting": found, "rows": rows, "steps": rules.STEPS.verbs(found, request.user), "teaches": teaches,
        "people": bool(rules.may_see_people(request.user, found.course)),
        "marks": MarkForm(rows=rows) if running else None,
        "add": AddForm(sitting=found, rows=rows) if running else None,
        "may_change": teaches and bool(rules.may_change(found)), "questions_of": questions_of(found),
        "word": codes.word(found.pk) if teaches and found.online else "",
        "timeline": lines(Entry.objects.about(found).exclude(verb__in=readings.OWN).select_related("actor")),
    }  # fmt: skip
    if found.course.quiz:
        context |= {
            "outcomes": quiz_readings.outcomes(found),
            "ready": quiz_readings.ready(found),
            "passed": sum(bool(row.passed) for row in rows),
            "tried": sum(bool(row.tries) for row in rows),
        }
    return render(request, "training/sitting.html", context)


@page(rules.may_see)
def sitting_change(request, pk: int):
    """Another time or place, more seats."""
    found = get_object_or_404(Sitting.objects.select_related("course"), pk=pk)
    demand(rules.may_teach(request.user, found.course.audience))
    names = WhenForm.base_fields
    return form_page(
        request, WhenForm(request.POST or None, initial={name: getattr(found, name) for name in names}),
        lambda **told: actions.change(sitting=found, actor=request.user, at=timezone.now(), **told),
        heading=found.course.title, done=_("Saved; who is expected has been told of another time or place."),
        back=found.get_absolute_url(),
    )  # fmt: skip


@page(rules.may_see)
@require_POST
def sitting_quiz(request, pk: int):
    """Lay the questions out, or draw others while nobody has begun."""
    found = get_object_or_404(Sitting.objects.all(), pk=pk)
    verb = lambda: quiz.lay_out(sitting=found, actor=request.user, anew=True)  # noqa: E731
    return act(request, verb, _("The questions have been drawn."), found)


@page(rules.may_see)
@require_POST
def sitting_verb(request, pk: int, verb: str):
    """Open, hold, cancel or re-open."""
    found = get_object_or_404(Sitting.objects.all(), pk=pk)
    told = str(MOVED.get(verb, ""))
    return act(request, lambda: actions.move(sitting=found, verb=verb, actor=request.user), told, found)


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
