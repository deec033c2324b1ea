"""Every address of the house, and the object each number in it stands for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import get_resolver

# What a number in an address means: by URL name, else by the first part of the path that is known.
BY_NAME = {
    "absence": "absence", "absence-cancel": "absence", "absence-end": "absence", "absence-cover": "absence",
    "code-issue": "person", "person-phone-disconnect": "phone", "phone-disconnect": "phone",
    "wall-disconnect": "wall", "file": "file", "job": "job", "report": "report", "rotation-plan": "plan",
    "duty-list": "duty_list", "contact-new": "room", "contact-remove": "contact", "contact-phone": "contact",
    "case-new": "incident", "scene-mediation": "incident", "referral-new": "incident", "referral-answer": "incident",
    "allocation-rule": "allocation_rule", "bureau-mapping": "mapping",
    "circle-community": "community", "circle-drop": "circle",
    "phone-gear-confirm": "gear_issue", "score-sheet-new": "patrol_group", "phone-score-contest": "month_score",
    "score-contest-decide": "contest",
    "area-take": "area_squad", "keeper-end": "keeper", "patrol-seat-end": "command_post",
    "points-reverse": "ledger_entry",
    "my-appeal": "own_entry", "my-refusal-appeal": "own_refusal",
    "point-rule": "point_rule", "finding-file": "finding_file", "phone-finding-file": "finding_file",
    "phone-finding-new": "finding_kind", "phone-guard-code": "guard", "phone-guard-number": "guard",
    "phone-squad-point-done": "inspection_point", "check-ins-at": "checkpoint", "check-ins-of": "patrol_duty",
    "manual-entry-new": "patrol_duty",
    "street": "street", "street-remove": "street",
    "api-duty-detail": "duty", "api-shift-group-detail": "group",
}  # fmt: skip
BY_PREFIX = {
    "community/enterprises": "enterprise", "community/visits": "enterprise_visit",
    "community/safety-findings": "safety_finding", "community/enterprise-photos": "enterprise_photo",
    "community/buildings": "building", "community/enterprise-settings/kinds": "enterprise_kind",
    "community/enterprise-settings/clusters": "cluster", "community/enterprise-settings/lists": "check_list",
    "community/enterprise-settings/tips": "tip", "api/v1/enterprises": "enterprise",
    "api/v1/enterprise-visits": "enterprise_visit", "api/v1/safety-findings": "safety_finding",
    "community/nights/places": "night_place", "me/nights/places": "night_place", "community/nights": "night_patrol",
    "me/nights": "night_patrol", "api/v1/night-patrols": "night_patrol",
    "api/v1/groups": "watch_group", "api/v1/members": "watch_member",
    "community/forum/answers": "official_answer", "community/forum/news": "announcement",
    "community/forum/settings/topics": "forum_topic", "community/forum/sittings": "sitting",
    "community/forum": "forum_post", "me/ask/board": "forum_post", "me/ask/answers": "official_answer",
    "me/ask": "own_question", "q/ask": "official_answer",
    "api/v1/questions": "forum_post", "api/v1/suggestions": "suggestion",
    "community/meeting-series": "meeting_series", "community/joint-meetings": "joint_meeting",
    "community/agenda-items": "agenda_item", "community/carried": "carried", "community/resolutions": "resolution",
    "community/demands/kinds": "demand_kind", "community/demands": "demand", "community/demand-signs": "building",
    "community/partners/enterprise": "enterprise", "community/partners/building": "building",
    "community/surveys/enterprise": "enterprise",
    "community/talks": "prevention_talk", "community/losses": "recovered_loss",
    "community/survey-levels": "survey_level", "community/survey-papers": "grid", "community/surveys": "survey",
    "api/v1/demands": "demand", "api/v1/joint-meetings": "joint_meeting", "api/v1/surveys": "survey",
    "api/v1/prevention-talks": "prevention_talk", "api/v1/recovered-losses": "recovered_loss",
    "community/wishes/reasons": "wish_scene", "community/wishes/posters": "community", "community/wishes": "wish",
    "me/wishes/new": "wish_scene", "me/wishes": "own_wish", "api/v1/wishes": "wish",
    "duty/errands": "errand", "api/v1/errands": "errand", "c/errand": "errand",
    "community/clues/scenes": "clue_scene", "community/clues": "clue", "me/clues/new": "clue_scene",
    "me/clues": "own_clue", "api/v1/clues": "clue",
    "community/groups": "watch_group", "community/members": "watch_member", "community/enrolments": "enrolment",
    "community/settings/trades": "watch_trade", "community/settings/office": "watch_seat",
    "me/group": "watch_group",
    "api/v1/mediators": "mediator", "api/v1/rooms": "mediation_room",
    "mediation/absences": "mediator_absence", "mediation/bookings": "room_booking", "mediation/centres": "gov_center",
    "mediation/committee": "committee_term", "mediation/contacts": "department_contact",
    "mediation/departments": "department", "mediation/interests": "mediator_interest",
    "mediation/kinds": "mediator_kind", "mediation/mediators": "mediator", "mediation/rooms": "mediation_room",
    "mediation/recurrences": "recurrence", "mediation/sittings": "room_sitting",
    "mediation/sweeps/findings": "sweep_finding", "mediation/sweeps/parts": "sweep_task",
    "mediation/sweeps": "sweep",
    "api/v1/recurrences": "recurrence", "api/v1/sweeps": "sweep",
    "mediation/cases/new/incident": "dispute_incident",
    "mediation/follow-ups": "follow_up", "mediation/complaints": "mediator_complaint",
    "api/v1/follow-ups": "follow_up", "api/v1/case-files": "mediation_case",
    "mediation/agreements": "agreement", "mediation/clauses": "clause", "mediation/instalments": "instalment",
    "mediation/confirmations": "confirmation", "api/v1/agreements": "agreement",
    "mediation/cases": "mediation_case", "mediation/sessions": "mediation_session",
    "mediation/attendance": "session_seat", "mediation/come": "session_availability",
    "api/v1/sessions": "mediation_session",
    "api/v1/cases": "mediation_case",
    "mediation/case-notices": "case_notice",
    "mediation/case-numbers": "case_number",
    "mediation/transfers": "transfer",
    "mediation/consultations": "consultation",
    "mediation/consultation-points": "consultation_point",
    "mediation/consultation-tasks": "consultation_task",
    "api/v1/consultations": "consultation",
    "api/v1/consultation-tasks": "consultation_task",
    "api/v1/areas": "area", "api/v1/check-ins": "check_in", "api/v1/checkpoints": "checkpoint",
    "api/v1/companies": "company", "api/v1/findings": "finding", "api/v1/guards": "guard",
    "api/v1/inspections": "inspection", "api/v1/routes": "route", "api/v1/squads": "squad",
    "api/v1/patrol-duties": "patrol_duty", "api/v1/patrol-plans": "patrol_plan",
    "c/duty": "patrol_duty", "c/finding": "finding",
    "c/photo": "checkpoint", "c/point": "checkpoint", "c/squad/duty": "patrol_duty",
    "patrols/areas": "area", "patrols/check-ins/entries": "manual_entry", "patrols/check-ins": "check_in",
    "patrols/checkpoints": "checkpoint", "patrols/companies": "company", "patrols/duties": "patrol_duty",
    "patrols/duty-lists": "guard_duty_list", "patrols/finding-kinds": "finding_kind", "patrols/findings": "finding",
    "patrols/gear": "gear",
    "patrols/groups": "patrol_group", "patrols/guards": "guard", "patrols/inspection-points": "inspection_point",
    "patrols/inspections": "inspection", "patrols/plans": "patrol_plan", "patrols/routes": "route",
    "patrols/scores": "month_score", "patrols/squads": "squad",
    "api/v1/commendations": "commendation", "api/v1/courses": "course", "api/v1/point-entries": "ledger_entry",
    "api/v1/sittings": "sitting",
    "team/points/deeds": "deed", "team/points/appeals": "point_appeal", "team/points/patterns": "point_pattern",
    "team/points/rewards": "reward", "team/points/budgets": "reward_budget", "team/points/anonymous": "payout",
    "me/rewards": "reward", "me/reservations": "own_reservation", "api/v1/rewards": "reward",
    "api/v1/reservations": "own_reservation", "api/v1/point-appeals": "point_appeal",
    "team/commendations": "commendation", "team/training": "sitting", "team/courses": "course",
    "team/bank": "bank_question", "team/certificates": "certificate", "me/training/certificates": "certificate",
    "me/training": "class_sitting",
    "wall/checkpoint": "checkpoint",
    "duty/crews/patterns": "crew_pattern", "duty/crews/assets": "asset", "duty/crews": "crew", "api/v1/crews": "crew",
    "duty/handovers/notes": "handover_note", "duty/handovers": "handover", "api/v1/handover-notes": "handover_note",
    "api/v1/handovers": "handover",
    "me/notices": "notice", "api/v1/notices": "notice", "command/new": "incident",
    "command/categories": "category", "command/elements": "element", "command/places": "spot",
    "command/incidents": "incident", "api/v1/incidents": "incident", "api/v1/categories": "category",
    "api/v1/spots": "spot", "command/assignments": "assignment", "api/v1/assignments": "assignment",
    "command/analysis/tasks": "analysis_task", "command/analysis/meetings": "briefing",
    "command/analysis/operations": "operation",
    "command/cases": "case", "command/bureau": "bureau_import", "command/referrals": "referral",
    "api/v1/police-cases": "case",
    "api/v1/referrals": "referral", "api/v1/scene-mediations": "scene",
    "team/officers": "officer", "team/teams": "team", "team/communities": "community", "team/grids": "grid",
    "team/police-rooms": "room", "team/import": "import", "duty/officers": "officer", "duty/teams": "team",
    "api/v1/absences": "absence", "api/v1/communities": "community", "api/v1/grids": "grid", "api/v1/jobs": "job",
    "api/v1/officers": "officer", "api/v1/police-rooms": "room", "api/v1/rotation-plans": "plan",
    "api/v1/stations": "station", "api/v1/teams": "team", "api/v1/reports": "report",
}  # fmt: skip
WORDS = {
    "kind": "station",
    "verb": "accept",
    "grade": "3",
    "industry": "hotel",
    "token": "no-such-token",
    "code": "strength",
    "format": "xlsx",
    "quality": "3",
    "way": "heart",
    "what": "talk",
    "how": "here",
    "station": "qm",
    "scene": "fraud",
    "writing": "question",
    "digits": "000000",
}
# Not pages of a role: health, language, log-out and token (tested with access), catch-alls; admin has its own test.
LEFT_OUT = {"healthz", "set_language", "api-unknown", "logout", "api-token"}


@dataclass(frozen=True)
class Address:
    """One URL pattern: its name, its path with ``<…>`` parts, and the object its numbers stand for."""

    name: str
    path: str

    @property
    def subject(self) -> str:
        """Key of ``World.objects``, or empty when the address takes no number."""
        if not re.search(r"<int:|<pk>|<id>", self.path):
            return ""
        if self.name in BY_NAME:
            return BY_NAME[self.name]
        return next((key for prefix, key in BY_PREFIX.items() if self.path.startswith(prefix)), "")

    def url(self, world) -> str:
        """The address filled in with a world's objects."""
        path = self.path
        for word, value in WORDS.items():
            path = re.sub(rf"<([a-z_]+:)?{word}>", value, path)
        for word in (
            "contact",
            "party",
            "attachment",
            "other",
            "case_party",
            "session_party",
            "account_line",
            "case_paper",
            "case_mediator",
            "invitee",
            "member",
            "enterprise_contact",
            "official_answer",
        ):
            if f"<int:{word}>" in path:
                path = path.replace(f"<int:{word}>", str(world.objects[word].pk))
        if "<uuid:client_id>" in path:
            path = path.replace("<uuid:client_id>", str(world.objects["check_in"].client_id))
        if "<int:user_id>" in path:
            path = path.replace("<int:user_id>", str(world.objects["person"].pk))
        if "<" in path:
            path = re.sub(r"<(int:)?[a-z_]+>", str(world.objects[self.subject].pk), path)
        return "/" + path


def _walk(patterns, prefix: str = "") -> Iterator[Address]:
    for pattern in patterns:
        text = str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            if not text.startswith(("admin", "__")):
                yield from _walk(pattern.url_patterns, prefix + text)
        elif pattern.name and pattern.name not in LEFT_OUT:
            plain = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", (prefix + text).replace("^", "").replace("$", ""))
            if "<format>" not in plain and ".<" not in plain:
                yield Address(pattern.name, plain.replace("\\Z", ""))


def addresses() -> list[Address]:
    """All addresses in the order of their paths."""
    return sorted(set(_walk(get_resolver().url_patterns)), key=lambda address: (address.path, address.name))
