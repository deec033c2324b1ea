"""Pages of the office: certificates, whom the classes reach, who is due again, the settings."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from stations.kit.answer import demand
from stations.kit.export import list_response
from stations.kit.form_pages import form_page
from stations.kit.views import PAGE_SIZE, list_page, page
from stations.timeline.actions import leaves
from stations.timeline.sentences import story
from stations.training import actions, reach, readings, rules, tables
from stations.training import certificates as verbs
from stations.training.filters import CertificateFilter
from stations.training.forms import ReasonForm, SettingsForm
from stations.training.models import Certificate, Course
from stations.training.registry import audience, audiences
from stations.training.views_own import certificate_file


@page(rules.teaches_any)
def certificates(request):
    """Certificates, the newest first."""
    rows = Certificate.objects.select_related("user", "course").order_by("-issued_on", "-id")
    filterset = CertificateFilter(request.GET, rows, request=request)
    today = timezone.localdate()
    return list_page(
        request, "training/certificates.html", filterset, title=_("Certificates"), columns=tables.CERTIFICATES,
        record_export=leaves(request, "certificates"),
        today=today, soon=today + timezone.timedelta(days=readings.settings_of(request.station).warn_days),
    )  # fmt: skip


def _certificate(request, pk: int) -> Certificate:
    rows = Certificate.objects.select_related("user", "course", "station", "revoked_by", "attendance")
    return get_object_or_404(rows, pk=pk)


@page(rules.teaches_any)
def certificate(request, pk: int):
    """One certificate: whose, of what, how long, what became of it."""
    row = _certificate(request, pk)
    context = {
        "row": row, "holds": rules.holds_on(row, timezone.localdate()),
        "may_revoke": bool(rules.may_teach(request.user, row.course.audience)) and not row.revoked_at
        and row.user_id != request.user.pk,
        "timeline": story(row),
    }  # fmt: skip
    return render(request, "training/certificate.html", context)


@page(rules.teaches_any)
def certificate_pdf(request, pk: int):
    """The paper, for somebody who comes to the desk."""
    return certificate_file(_certificate(request, pk))


@page(rules.teaches_any)
def certificate_revoke(request, pk: int):
    """Take a certificate back."""
    row = _certificate(request, pk)
    demand(rules.may_teach(request.user, row.course.audience))
    return form_page(
        request, ReasonForm(request.POST or None),
        lambda reason: verbs.revoke(certificate=row, actor=request.user, reason=reason, at=timezone.now()) and None,
        heading=_("Revoke %(number)s") % {"number": row.number}, done=_("Revoked; the holder has been told."),
        back=row.get_absolute_url(), submit=_("Revoke"), danger=True,
        intro=_("Its code says at once that it no longer holds. The holder can read the reason."),
    )  # fmt: skip


@page(rules.may_see)
def course_due(request, pk: int):
    """Who is due again: never had it, run out, or running out soon; with the next sitting to sign up for."""
    found, today = get_object_or_404(Course.objects.all(), pk=pk), timezone.localdate()
    demand(rules.may_see_people(request.user, found))
    days = readings.settings_of(request.station).warn_days
    rows = readings.due_list(found, today, days)
    if request.GET.get("format") in {"xlsx", "csv"}:
        leaves(request, "course_due")(len(rows))
        head = [str(column.label) for column in tables.DUE]
        values = ([column.value(row) for column in tables.DUE] for row in rows)
        return list_response(request.GET["format"], found.title, head, values, request.user)
    coming = readings.sittings().filter(course=found, ends_at__gt=timezone.now(), state__in=["planned", "open"])
    context = {"heading": _("Due again: %(course)s") % {"course": found.title}, "course": found, "total": len(rows),
               "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
               "days": days, "coming": coming.order_by("starts_at")[:5],
               "may_teach": bool(rules.may_teach(request.user, found.audience))}  # fmt: skip
    return render(request, "training/due.html", context)


@page(rules.may_see)
def training_reach(request):
    """Whom the classes reach: the share of each part of an audience that came in the last months."""
    entry = audience(request.GET.get("audience", "")) or _first()
    months = readings.settings_of(request.station).reach_months
    asked = request.GET.get("months", "")
    if asked.isascii() and asked.isdigit() and 1 <= int(asked[:3]) <= 36:
        months = int(asked[:3])
    split = request.GET.get("by", "")
    whole, parts = reach.of(entry, split, timezone.localdate(), months)
    if request.GET.get("format") in {"xlsx", "csv"}:
        leaves(request, "training_reach")(len(parts))
        head = [str(column.label) for column in tables.REACH]
        values = ([column.value(row) for column in tables.REACH] for row in parts)
        return list_response(request.GET["format"], _("Reach of the classes"), head, values, request.user)
    context = {"heading": _("Reach of the classes"), "entry": entry, "audiences": audiences(), "whole": whole,
               "parts": parts, "months": months, "spans": (3, 6, 12),
               "split": split or (entry.splits[0].code if entry.splits else "")}  # fmt: skip
    return render(request, "training/reach.html", context)


def _first():
    """The audience that is shown unless another is asked for: one that is divided, else any."""
    found = next((one for one in reversed(audiences()) if one.splits), None)
    if found is None:
        raise Http404
    return found


@page(rules.may_set)
def training_settings(request):
    """Settings of training."""
    row = readings.settings_of(request.station)
    names = SettingsForm.base_fields
    return form_page(
        request, SettingsForm(request.POST or None, initial={name: getattr(row, name) for name in names}),
        lambda **told: actions.set_numbers(station=request.station, actor=request.user, **told) and None,
        heading=_("Training settings"), done=_("Saved."), back=reverse("sittings"),
    )  # fmt: skip
