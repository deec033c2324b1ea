"""Tasks of consultations: the list, giving one out, and a page for each verb."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from mediation.consultations import following, forms, readings, rules, tables
from mediation.consultations.filters import TaskFilter
from mediation.consultations.models import ConsultationTask
from mediation.consultations.views import reached, see
from mediation.consultations.words import TASK_TONES
from stations.kit.answer import NotAllowed, demand
from stations.kit.form_pages import form_page
from stations.kit.views import act, list_page, page
from stations.timeline.actions import leaves

VERBS = {
    "done": (forms.DoneForm, following.done, gettext_lazy("The task is done.")),
    "give_back": (forms.BackForm, following.give_back, gettext_lazy("The task is sent back.")),
    "give": (forms.GiveForm, following.give_again, gettext_lazy("The task is given out.")),
}


@page(see)
def tasks(request):
    """Tasks whose words the person may read; what is late or came back is in the filter."""
    found = TaskFilter(request.GET, readings.tasks_visible(request.user), request=request)

    return list_page(
        request, "mediation/consultations/tasks.html", found, title=_("Tasks of consultations"), columns=tables.TASKS,
        record_export=leaves(request, "consultation_tasks"), today=timezone.localdate(), tones=TASK_TONES,
    )  # fmt: skip


@page(see)
def task_new(request, pk: int):
    """Give out a task."""
    meeting = reached(pk)
    demand(rules.may_plan(request.user, meeting))
    form = forms.TaskForm(request.POST or None, meeting=meeting, user=request.user)
    return form_page(
        request, form, lambda **values: following.give(meeting=meeting, actor=request.user, **values) and None,
        heading=_("Give out a task · %(title)s") % {"title": meeting.title}, done=_("The task is given out."),
        back=meeting.get_absolute_url(), submit=_("Give out"),
    )  # fmt: skip


def _task(request, pk: int) -> ConsultationTask:
    return get_object_or_404(readings.tasks_visible(request.user).select_related("consultation__chair"), pk=pk)


def verb_page(verb: str):
    """The page of one verb of a task."""
    form, action, done = VERBS[verb]

    @page(see)
    def view(request, pk: int):
        task = _task(request, pk)
        answer = rules.TASK_STEPS.check(task, verb, request.user, timezone.now())
        if answer.code == "not_allowed":
            raise NotAllowed(answer.reason)
        if not answer:
            messages.error(request, answer.reason)
            return redirect(task)
        step = rules.TASK_STEPS.step(task.state, verb)
        extra = {"task": task} if verb == "give" else {}
        return form_page(
            request, form(request.POST or None, **extra),
            lambda **values: action(task=task, actor=request.user, **values),
            heading=step.label, done=done, back=task.consultation.get_absolute_url(), submit=step.label,
            intro=task.words,
        )  # fmt: skip

    view.__name__ = f"task_{verb}"
    view.__doc__ = f"The verb {verb} of a task."
    return view


@require_POST
@page(see)
def not_done(request, pk: int):
    """A task that was called done is not."""
    task = _task(request, pk)
    demand(rules.may_plan(request.user, task.consultation))
    return act(
        request, lambda: following.not_done(task=task, actor=request.user), _("The task is open again."),
        task.consultation,
    )  # fmt: skip
