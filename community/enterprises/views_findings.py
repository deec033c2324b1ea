"""Pages of safety findings: the list, one finding, its verbs, its photos."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from community.enterprises import finding_steps, forms, photos, readings, rules, tables
from community.enterprises.filters import SafetyFindingFilter
from community.enterprises.finding_steps import where
from community.enterprises.models_visits import SafetyFinding
from community.enterprises.views import found
from community.enterprises.words import FINDING_TONES, GRADE_TONES, FindingState, Grade
from stations.kit.answer import demand
from stations.kit.form_pages import form_page
from stations.kit.views import list_page, page
from stations.timeline.actions import leaves

# Verb of the step table → form, action.
VERBS = {
    "tell": (forms.TellForm, finding_steps.tell_enterprise),
    "rectify": (forms.SeenForm, finding_steps.rectify),
    "recheck": (forms.SeenForm, finding_steps.recheck),
    "reject": (forms.RejectForm, finding_steps.reject),
    "close": (forms.WordsForm, finding_steps.close),
    "hand_over": (forms.HandOverForm, finding_steps.hand_over),
    "answered": (forms.NeededForm, finding_steps.answered),
    "sent_back": (forms.NeededForm, finding_steps.sent_back),
    "alarm": (forms.WordsForm, finding_steps.alarm),
}
LABELS = {step.verb: step.label for step in rules.FINDING.steps} | {"found": FindingState.FOUND.label}


@page(rules.may_work)
def findings(request):
    """Safety findings of the enterprises one answers for."""
    return list_page(
        request,
        "community/enterprises/findings.html",
        SafetyFindingFilter(request.GET, queryset=readings.findings_seen_by(request.user), request=request),
        title=_("Safety findings"),
        columns=tables.FINDING_COLUMNS,
        record_export=leaves(request, "safety-findings"),
        today=timezone.localdate(),
    )


def seen(request, pk: int) -> SafetyFinding:
    """A finding with what its page shows; one of another officer's enterprise is refused with the reason."""
    rows = SafetyFinding.objects.select_related(
        "enterprise__building", "enterprise__kind", "enterprise__community", "found_by", "rectified_by",
        "rechecked_by", "incident", "visit", "station",
    )  # fmt: skip
    row = get_object_or_404(rows, pk=pk)
    demand(rules.may_see_finding(request.user, row))
    return row


@page(rules.may_visit)
def finding(request, pk):
    """One finding: where it stands, its photos, every step with its words, what may be done now."""
    row, now = seen(request, pk), timezone.now()
    context = {
        "heading": row.what,
        "finding": row,
        "place": where(row.enterprise),
        "tone": FINDING_TONES[FindingState(row.state)],
        "grade_tone": GRADE_TONES[Grade(row.grade)],
        "overdue": row.is_running and row.due_on < timezone.localdate(now),
        "verbs": [step for step in rules.FINDING.verbs(row, request.user, now) if step.verb in VERBS],
        "waits": _waits(row, request.user),
        "shown": [
            {"step": one, "label": LABELS.get(one.verb, one.verb)}
            for one in row.steps.select_related("by").order_by("-at", "-id")
        ],
        "files": row.files.select_related("file", "by"),
        "inspector": readings.inspector_of(row.enterprise, timezone.localdate(now)),
    }
    return render(request, "community/enterprises/finding.html", context)


def _waits(row: SafetyFinding, user) -> str:
    """Why the reader has nothing to do now; empty where the buttons tell what to do."""
    if row.state == FindingState.RECTIFIED and row.rectified_by_id == user.pk:
        return _("Reported by you: another officer goes and looks now.")
    if row.state == FindingState.RECHECKED and not rules.FINDING.check(row, "close", user):
        return _("A team leader or the leadership closes it now.")
    if row.state == FindingState.COMMAND:
        return _("The command room is at work; it comes back here to be re-checked.")
    return ""


@page(rules.may_visit)
def finding_step(request, pk, verb):
    """One step, with its words."""
    row = seen(request, pk)
    verb = verb.replace("-", "_")
    if verb not in VERBS:
        raise Http404
    known = rules.FINDING.step(row.state, verb)
    if known is not None:
        demand(known.who(request.user, row))
    form_class, action = VERBS[verb]
    initial = {"due_on": row.due_on} if verb == "tell" else None
    form = form_class(request.POST or None, request.FILES or None, initial=initial)
    if verb == "rectify":
        form.fields["photos"].required = rules.needs_photo(row)
    return form_page(
        request,
        form,
        lambda **values: action(finding=row, actor=request.user, **values),
        heading=known.label if known else _("Safety finding"),
        done=_("Saved."),
        back=row.get_absolute_url(),
        intro=f"{row.enterprise} · {row.what}",
    )


@page(rules.may_visit)
def finding_new(request, pk):
    """Something not in order, seen without a visit."""
    row = found(request, pk)
    return form_page(
        request,
        forms.FindForm(request.POST or None, request.FILES or None),
        lambda **values: finding_steps.find(enterprise=row, actor=request.user, **values),
        heading=_("Safety finding at %(name)s") % {"name": row},
        done=_("Saved."),
        back=row.get_absolute_url(),
    )


@page(rules.may_visit)
def photo(request, pk):
    """A photo of a visit or a finding."""
    return photos.shown(request, pk)
