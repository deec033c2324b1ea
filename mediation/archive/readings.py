"""What pages, API and agenda read: visits, answers, complaints, filed cases."""

from datetime import date, timedelta
from functools import partial

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from mediation.archive.models import CaseFile, FollowUp, MediatorComplaint, SatisfactionLink
from mediation.cases.agenda import about
from mediation.cases.models import Case, CaseMediator, CaseParty
from mediation.cases.readings import mine
from mediation.network.readings import standing
from stations.agenda.words import Ask, Due, Tally
from stations.kit import masks

WEEK = timedelta(days=7)


def _with_case(rows):
    """Join the case with its parties (masked in lists) and who mediates; two more queries for all rows."""
    parties = CaseParty.objects.filter(removed_at=None).only("case", "side", "name", "kind")
    leads = CaseMediator.objects.filter(until=None, part="lead").select_related("mediator__user")
    return rows.select_related("case__community", "case__officer__user").prefetch_related(
        Prefetch("case__parties", queryset=parties, to_attr="loaded_parties"),
        Prefetch("case__mediators", queryset=leads, to_attr="loaded_mediators"),
    )


def follow_ups(user):
    """Visits of the cases a person may see, what is due first."""
    seen = Case.objects.visible_to(user)
    rows = FollowUp.objects.filter(case__in=seen, dropped_at=None).select_related("by", "party")
    return _with_case(rows).order_by("visited_at", "due_on", "id")


def open_follow_up(case: Case) -> FollowUp | None:
    """The visit that is due, if one is."""
    return FollowUp.objects.filter(case=case, visited_at=None, dropped_at=None).first()


def complaints(user):
    """Complaints a keeper or leader may read, none of themselves (RT-18)."""
    who = standing(user)
    if not who.sees_all:
        return MediatorComplaint.objects.none()
    rows = MediatorComplaint.objects.select_related("mediator__user", "case", "entered_by", "handled_by", "party")
    if who.mediator:
        rows = rows.exclude(mediator=who.mediator)
    return rows.order_by("handled_at", "-at", "-id")


def archive(user):
    """Filed cases a person may see, the newest volume first."""
    rows = CaseFile.objects.filter(case__in=Case.objects.visible_to(user), serial__isnull=False)
    return _with_case(rows.select_related("filed_by", "bound")).order_by("-year", "-serial")


def answers(case: Case) -> list[SatisfactionLink]:
    """What parties were asked and said, the newest first; one query."""
    return list(case.satisfactions.filter(withdrawn_at=None).select_related("party"))


def sides(case: Case) -> str:
    """Both sides, masked, of a case whose parties are loaded: 张*、李* / 王*."""
    groups: dict[str, list[str]] = {}
    for row in case.loaded_parties:
        groups.setdefault(row.side, []).append(row.name if row.kind == "unit" else masks.name(row.name))
    return " / ".join("、".join(names) for _side, names in sorted(groups.items()))


def asked(row: FollowUp) -> str:
    """Who was asked, masked."""
    if row.party_id:
        return masks.name(row.party.name)
    return masks.name(row.interviewee) if row.interviewee else ""


def due(user, day: date) -> list[Ask | Tally]:
    """For whoever works on a case: its visits that are due within a week; for keepers, complaints."""
    who = standing(user)
    if not (who.mediator or who.police or who.leads):
        return []
    cases = Case.objects.visible_to(user).filter(mine(user))
    rows = FollowUp.objects.filter(case__in=cases, visited_at=None, dropped_at=None, due_on__lte=day + WEEK)
    found: list[Ask | Tally] = [Ask(rows.select_related("case__incident")[:20], partial(_visit, day=day))]
    if who.sees_all:
        found.append(Tally(complaints(user).filter(handled_at=None), partial(_complaints, day=day)))
    return found


def _visit(row: FollowUp, day: date) -> Due:
    tone = "danger" if row.due_on < day else "warn" if row.due_on == day else "info"
    title = _("Follow-up visit of %(number)s") % {"number": row.case.number}
    return Due(title, row.due_on, row.get_absolute_url(), tone, **about(row.case, "follow_up"))


def _complaints(count: int, day: date) -> Due:
    title = _("%(count)s complaints of mediators wait") % {"count": count}
    return Due(title, day, f"{reverse('mediator-complaints')}?which=open", "warn", "people")


def file_of(case: Case) -> CaseFile | None:
    """The file of a case, if it has one yet."""
    return CaseFile.objects.filter(case=case).select_related("bound").first()
