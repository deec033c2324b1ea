"""Who may do what with a case, and the one step table of all tracks (DOMAIN 2.6)."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.cases import forbidden
from mediation.cases.law import law_of
from mediation.cases.models import Case
from mediation.cases.words import Risk, State, Track
from mediation.network.readings import standing
from stations.agenda.standing_in import stands_in_for
from stations.kit.answer import YES, Answer, no
from stations.kit.workflow import Step, Workflow


def may_see_mediation(user) -> Answer:
    """The pages of mediation: police officers, leaders, mediators; which cases, ``Case.objects.visible_to``."""
    who = standing(user)
    if who.police or who.leads or who.mediator:
        return YES
    return no(_("This page is for police officers and mediators."), code="mediation_only")


def may_register(user) -> Answer:
    """Enter a dispute: every officer on post and every mediator."""
    who = standing(user)
    if who.officer_id or who.mediator:
        return YES
    return no(_("Disputes are registered by officers and mediators."), code="mediation_only")


def may_keep(user) -> Answer:
    """Allot, transfer, file: keepers of the mediation room and the leadership."""
    if standing(user).sees_all:
        return YES
    return no(_("Ask the keeper of the mediation room."), code="keepers_only")


def in_charge(user, case: Case) -> bool:
    """The officer in charge of the case, and who does that officer's work today."""
    who = standing(user)
    if who.officer_id is None or case.officer_id is None:
        return False
    return case.officer_id == who.officer_id or (who.police and case.officer_id in stands_in_for(user))


def on_case(user, case: Case) -> bool:
    """Whether a person works on the case: officer in charge, or among its mediators now (one query, kept)."""
    who = standing(user)
    if in_charge(user, case):
        return True
    if not who.mediator:
        return False
    if not hasattr(case, "_mediator_ids"):
        rows = case.mediators.filter(until=None, accepted=True)
        case._mediator_ids = frozenset(rows.values_list("mediator_id", flat=True))
    return who.mediator.pk in case._mediator_ids


def may_edit(user, case: Case) -> Answer:
    """Change parties, accounts, papers: who registered it while it is new, who works on it, keepers, its police."""
    who = standing(user)
    answers = who.police and case.community_id in who.communities
    if who.sees_all or answers or on_case(user, case):
        return YES
    if case.state in {State.REGISTERED, State.TRIAGE} and case.registered_by_id == user.pk:
        return YES
    return no(_("This is for those who work on the case."), code="not_on_case")


def is_editable(case: Case) -> Answer:
    """Facts change until an agreement is signed or the case is over; an archived case only gets signed notes."""
    if case.state in {State.REGISTERED, State.TRIAGE, State.ACCEPTED, State.MEDIATING}:
        return YES
    if case.state == State.ARCHIVED:
        return no(forbidden.reason(case.state, "edit"), code="archived")
    return no(_("This is no longer changed in the present state."), code="settled")


def may_triage(user, case: Case) -> Answer:
    """Triage is decided by keepers, the leadership, and the police of the community (DOMAIN 2.6)."""
    who = standing(user)
    if who.sees_all or (who.police and (case.community_id in who.communities or case.community_id is None)):
        return YES
    return no(_("Triage is done by the keeper of the room or the community's police."), code="triage_only")


def may_lead(user, case: Case) -> Answer:
    """Carry the mediation on (DOMAIN 2.1).

    ZA: the police only. RT: the committee's mediators and keepers. HJ: the committee's, and the police of the case,
    who accompany it; the approval and what follows without one are the police's (:func:`may_handle`).
    """
    who = standing(user)
    if case.police_led and not (who.police or who.leads):
        return no(_("Public order mediation is led by the police only (ZA)."), code="police_only")
    if who.sees_all or on_case(user, case) or (case.is_police and case.community_id in who.communities):
        return YES
    return no(_("This is for those who work on the case."), code="not_on_case")


def may_handle(user, case: Case) -> Answer:
    """What only the police decide in a public order case: handle it by law (ZA-19), approve a settlement (HJ-05).

    The officer in charge, the police of the community, the leadership; never a mediator of the committee.
    """
    if not case.is_police:
        return may_lead(user, case)
    who = standing(user)
    if not (who.police or who.leads):
        return no(_("Only the police decide this in a public order case (ZA-19, HJ-05)."), code="police_only")
    if who.sees_all or in_charge(user, case) or case.community_id in who.communities:
        return YES
    return no(_("This is for those who work on the case."), code="not_on_case")


def _complete(case: Case, at: datetime) -> Answer:
    """登记 → 研判分流: both sides (or one and "not known"), cause, place, source."""
    place = case.place or case.community_id
    asked = ((_("the cause"), case.cause), (_("the place"), place), (_("the source"), case.source))
    missing = [name for name, there in asked if not there]
    if missing:
        return no(_("Still missing: %(what)s.") % {"what": missing[0]}, code="incomplete")
    sides = set(case.parties.filter(removed_at=None).values_list("side", flat=True))
    if not sides or (len(sides & {"a", "b"}) < 2 and not case.other_side_unknown):
        return no(_("Enter both sides, or say that the other side is not known yet."), code="one_side")
    return YES


def _triaged_for(*outcomes: str):
    """The newest triage of this round came to one of these; its own rules stand in ``triage``."""

    def check(case: Case, at: datetime) -> Answer:
        last = case.triages.first()
        if last is None or (case.reopened and case.triaged_at is None) or last.outcome not in outcomes:
            return no(_("The triage does not lead there; triage first (RT-01, ZA-01)."), code="not_triaged")
        return YES

    return check


def _may_accept(case: Case, at: datetime) -> Answer:
    """受理: a track, no refusal (RT-01), no domestic violence on the police's tracks (ZA-28)."""
    answer = _triaged_for(Track.RT, Track.ZA, Track.HJ)(case, at)
    if not answer:
        return answer
    if case.refused_by or case.parties.filter(removed_at=None, refused_at__isnull=False).exists():
        return no(_("A party refuses: mediation must not begin (RT-01)."), code="refused")
    if case.risk in {Risk.PUBLIC_ORDER, Risk.CRIMINAL} and not case.police_reported_at and case.track == Track.RT:
        return no(_("Report it to the police first: it may become a case (RT-06)."), code="not_reported")
    if case.domestic_violence and case.is_police:
        return no(_("Domestic violence is not closed by mediation (ZA-28)."), code="domestic_violence")
    return YES


def guardian_answer(case: Case, at: datetime) -> Answer:
    """ZA-07: the guardian of a minor is told to attend; from 16 on, one who lives on own labour may waive it."""
    if not case.is_police:
        return YES
    today = timezone.localdate(at)
    for party in case.parties.filter(removed_at=None, born_on__isnull=False, guardian_notified_at=None):
        born = party.born_on
        age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
        waived = age >= 16 and party.self_supporting and party.guardian_waived
        if age < 18 and not waived:
            return no(_("A party is a minor: tell the guardian first (ZA-07)."), code="guardian")
    return YES


def _may_begin(case: Case, at: datetime) -> Answer:
    """调解中: mediators, rights notice (RT-05), first session; minors' guardians are told (ZA-07)."""
    if not case.mediators.filter(until=None, part="lead", accepted=True).exists() and not (
        case.is_police and case.officer_id
    ):
        return no(_("Nobody has taken the case yet."), code="no_mediator")
    if case.rights_notice_at is None:
        return no(_("Give the notice of rights and duties first (RT-05)."), code="no_rights_notice")
    if case.next_session_at is None:
        return no(_("Fix the first session first."), code="no_session")
    return guardian_answer(case, at)


def session_answer(case: Case, at: datetime) -> Answer:
    """Whether one more session may be held: RT any number in time (RT-16), ZA a second one in time (ZA-10, ZA-11)."""
    late = case.due_on is not None and timezone.localdate(at) > case.due_on
    if case.track == Track.RT and late:
        return no(_("The limit of the mediation has passed: extend it with both sides' consent, or end it (RT-16)."),
                  code="limit_passed")  # fmt: skip
    if case.track != Track.ZA:
        return YES
    law = law_of(case.law)
    if case.sessions_held >= law.za_sessions:
        return no(
            _("Public order mediation has at most two sessions (ZA-10, 程序规定第一百八十三条)."), code="two_sessions"
        )
    if case.sessions_held and late:
        return no(
            _("The second session had to be within seven working days (ZA-11, 程序规定第一百八十三条)."),
            code="seven_days",
        )
    return YES


def _may_perform_now(case: Case, at: datetime) -> Answer:
    if case.performed_on is None:
        return no(_("There is no proof of performance yet (RT-14, ZA-18)."), code="no_proof")
    return YES


def _za_only(case: Case, at: datetime) -> Answer:
    if case.is_police:
        return YES
    words = _("Only a public order case is handled by law (ZA-19); in people's mediation the court remains (RT-15).")
    return no(words, code="not_police")


def _rt_only(case: Case, at: datetime) -> Answer:
    return YES if case.track == Track.RT else no(_("Only for people's mediation (SF-08)."), code="not_rt")


def _breached(case: Case, at: datetime) -> Answer:
    if not case.breached_on:
        return no(_("Establish first that the agreement is not performed (ZA-19)."), code="not_breached")
    return _za_only(case, at)


def _told(*kinds: str):
    """The notices the law asks for are on file."""

    def check(case: Case, at: datetime) -> Answer:
        there = set(case.notices.values_list("kind", flat=True))
        if not there & set(kinds):
            return no(_("The notice to the parties is not on file yet (RT-07, ZA-19)."), code="no_notice")
        return YES

    return check


def _may_end(case: Case, at: datetime) -> Answer:
    """调解终止: a reason, and the parties are told of other remedies (RT-07, ZA-19)."""
    if not case.end_reason:
        return no(_("Say why the mediation ends (RT-07)."), code="no_reason")
    return _told("civil" if case.is_police else "remedy")(case, at)


def _transfer_sent(case: Case, at: datetime) -> Answer:
    if not case.transfers.filter(state="sent").exists():
        return no(_("Say first to whom the case is given (house rule)."), code="no_transfer")
    return _triaged_for("transfer", "rt", "decline")(case, at)


def _received(case: Case, at: datetime) -> Answer:
    if not case.transfers.filter(state="received").exists() or case.transfers.filter(state="sent").exists():
        return no(_("A transfer is closed by its receipt only (house rule)."), code="no_receipt")
    return YES


def _returned(case: Case, at: datetime) -> Answer:
    last = case.transfers.first()
    if last is None or last.state != "returned":
        return no(_("It was not sent back (house rule)."), code="not_returned")
    return YES


def _no_visit_due(case: Case, at: datetime) -> Answer:
    if case.follow_up_due_on:
        return no(_("A follow-up visit is due first (RT-14)."), code="visit_due")
    return YES


def _visit_due(case: Case, at: datetime) -> Answer:
    return YES if case.follow_up_due_on else no(_("No follow-up visit is due (RT-14)."), code="no_visit")


def _visited(case: Case, at: datetime) -> Answer:
    if case.followed_up_on:
        return YES
    return no(_("The follow-up visit is not on record yet (RT-14)."), code="not_visited")


def _not_police(case: Case, at: datetime) -> Answer:
    """ZA-19: a public order mediation that ended goes on to 依法处理, it is not filed as it is."""
    if case.is_police:
        return no(_("It must be handled by law next (ZA-19)."), code="by_law_next")
    return _told("remedy")(case, at)


def _not_after_failure(case: Case, at: datetime) -> Answer:
    """DOMAIN 2.6: what comes after a failed public order mediation is 依法处理, not another mediation."""
    if case.is_police:
        return no(_("A public order mediation that failed is handled by law next (ZA-19)."), code="by_law_next")
    return YES


def _must_go_by_law(case: Case, at: datetime) -> Answer:
    return _za_only(case, at) and _told("civil")(case, at)


def _kept(user, case: Case) -> Answer:
    return may_keep(user)


S = State


class CaseSteps(Workflow):
    """The step table, whose refusals say which article stands behind them."""

    def check(self, obj, verb: str, user, at=None) -> Answer:
        """As of every workflow; a step that does not exist from this state is refused with its article."""
        if self.step(obj.state, verb) is None:
            return why_not(obj, verb)
        return super().check(obj, verb, user, at)


def why_not(case: Case, verb: str) -> Answer:
    """The refusal of a verb that does not exist in the present state."""
    return no(forbidden.reason(case.state, verb), code="wrong_state")


STEPS = CaseSteps("mediation_case", [
    Step(S.REGISTERED, "submit", S.TRIAGE, _("To triage"), may_edit, _complete),
    Step(S.TRIAGE, "accept", S.ACCEPTED, _("Accept for mediation"), may_triage, _may_accept),
    Step(S.TRIAGE, "transfer", S.TRANSFERRED, _("Transfer"), may_triage, _transfer_sent),
    Step(S.TRIAGE, "decline", S.DECLINED, _("Not accept"), may_triage, _told("dismissal", "remedy", "referral")),
    Step(S.ACCEPTED, "begin", S.MEDIATING, _("Begin mediation"), may_lead, _may_begin),
    Step(S.ACCEPTED, "end", S.ENDED, _("End mediation"), may_lead, _may_end, tone="danger"),
    Step(S.MEDIATING, "hold", S.MEDIATING, _("Record a session"), may_lead, session_answer),
    Step(S.MEDIATING, "agree", S.AGREED, _("Agreement signed"), may_lead),
    Step(S.MEDIATING, "end", S.ENDED, _("End mediation"), may_lead, _may_end, tone="danger"),
    Step(S.AGREED, "await", S.PERFORMING, _("To be performed"), may_lead),
    Step(S.AGREED, "perform", S.PERFORMED, _("Performed at once"), may_lead, _may_perform_now),
    Step(S.PERFORMING, "perform", S.PERFORMED, _("Performed"), may_lead, _may_perform_now),
    Step(S.PERFORMING, "by_law", S.BY_LAW, _("Handle by law"), may_handle, _breached, tone="danger"),
    Step(S.PERFORMING, "confirm", S.CONFIRMING, _("Apply for judicial confirmation"), may_lead, _rt_only),
    Step(S.PERFORMING, "litigate", S.LITIGATION, _("Tell of litigation"), may_lead, _told("litigation")),
    Step(S.PERFORMING, "enforce", S.ENFORCEMENT, _("Tell of enforcement"), may_lead, _told("enforcement")),
    Step(S.CONFIRMING, "settle_confirmation", S.PERFORMING, _("The court has decided"), may_lead),
    Step(S.PERFORMED, "visit", S.VISIT, _("Follow-up due"), may_lead, _visit_due),
    Step(S.PERFORMED, "archive", S.ARCHIVED, _("Archive"), _kept, _no_visit_due),
    Step(S.VISIT, "archive", S.ARCHIVED, _("Archive"), _kept, _visited),
    Step(S.VISIT, "reopen", S.TRIAGE, _("Re-open"), may_triage),
    Step(S.ENDED, "by_law", S.BY_LAW, _("Handle by law"), may_handle, _must_go_by_law, tone="danger"),
    Step(S.ENDED, "archive", S.ARCHIVED, _("Archive"), _kept, _not_police),
    Step(S.ENDED, "reopen", S.TRIAGE, _("Re-open"), may_triage, _not_after_failure),
    Step(S.DECLINED, "archive", S.ARCHIVED, _("Archive"), _kept, _told("dismissal", "remedy", "referral")),
    Step(S.DECLINED, "reopen", S.TRIAGE, _("Re-open"), may_triage),
    Step(S.TRANSFERRED, "take_back", S.TRIAGE, _("Take up again"), may_triage, _returned),
    Step(S.TRANSFERRED, "archive", S.ARCHIVED, _("Archive"), _kept, _received),
    Step(S.BY_LAW, "archive", S.ARCHIVED, _("Archive"), _kept, _told("civil")),
    Step(S.LITIGATION, "archive", S.ARCHIVED, _("Archive"), _kept, _told("litigation")),
    Step(S.ENFORCEMENT, "archive", S.ARCHIVED, _("Archive"), _kept, _told("enforcement")),
])  # fmt: skip
