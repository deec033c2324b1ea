"""The law's limits of mediation as a frozen table: a case keeps the version it began under (issue 5.3, DESIGN §7).

A new text of the law is a new row with its day and source; no row is ever changed. What no law says (30 days of
RT-16, the days of a follow-up) is a setting of the station, not here. Limits are reckoned by
``stations.calendar`` (DOMAIN 2.8): the start day is not counted, working days by the State Council's calendar, a
last day off moves on.
"""

from dataclasses import dataclass
from datetime import date

from stations.calendar.rules import Deadline, Marks, calendar_deadline, working_day_after


@dataclass(frozen=True, slots=True)
class MediationLaw:
    """Limits in force from a day on.

    Attributes:
        version: what a case keeps.
        in_force_from: first day; a case registered on it or later goes by this row.
        sources: articles, by rule id.
        za_sessions: sessions of a public order mediation at most (ZA-10).
        za_first_days: working days to the first session, from acceptance or appraisal (ZA-12); late is a warning.
        za_second_days: working days from the first to the second session (ZA-11).
        za_copies: copies of the agreement (ZA-16).
        sf_days: calendar days to apply for judicial confirmation (SF-01).
        court_accepts: calendar days in which the court decides whether it takes the application (SF-07).
        court_decides: calendar days from then to its decision, and how many it may add (SF-07).
        one_officer_alone: whether one officer may mediate in a recording case venue (ZA-22).
        most_settled: fines a station decides itself, in yuan (ZA-29); kept for the record only.
    """

    version: str
    in_force_from: date
    sources: dict[str, str]
    za_sessions: int = 2
    za_first_days: int = 3
    za_second_days: int = 7
    za_copies: int = 3
    sf_days: int = 30
    court_accepts: int = 3
    court_decides: tuple[int, int] = (15, 10)
    one_officer_alone: bool = False
    most_settled: int = 500


_COMMON = {
    "ZA-10": "公安机关办理行政案件程序规定第一百八十三条",
    "ZA-11": "公安机关办理行政案件程序规定第一百八十三条",
    "ZA-12": "公安机关治安调解工作规范（公通字〔2007〕81号）第九条",
    "ZA-16": "公安机关办理行政案件程序规定第一百八十四条",
    "SF-01": "人民调解法第三十三条；民事诉讼法第二百零五条",
    "SF-07": "最高人民法院关于人民调解协议司法确认程序的若干规定（2011）第四条、第五条",
}
LAWS = (
    MediationLaw("TJ-2019", date(2019, 1, 1), _COMMON | {"ZA-29": "治安管理处罚法（2012）第九十一条"}),
    MediationLaw(
        "TJ-2026", date(2026, 1, 1),
        _COMMON | {"ZA-22": "治安管理处罚法（2025）第一百零八条", "ZA-29": "治安管理处罚法（2025）第一百零九条"},
        one_officer_alone=True, most_settled=1000,
    ),
)  # fmt: skip
_BY_VERSION = {row.version: row for row in LAWS}


def law_on(day: date) -> MediationLaw:
    """The row in force on a day; the oldest for a day before the first."""
    ahead = [row for row in LAWS if row.in_force_from <= day]
    return ahead[-1] if ahead else LAWS[0]


def law_of(version: str) -> MediationLaw:
    """The row a case keeps.

    Raises:
        KeyError: no such version.
    """
    return _BY_VERSION[version]


def first_session_by(law: MediationLaw, start: date, marks: Marks) -> Deadline:
    """ZA-12: the last day of the first session, from acceptance or the appraisal's result."""
    return working_day_after(start, law.za_first_days, marks)


def second_session_by(law: MediationLaw, first: date, marks: Marks) -> Deadline:
    """ZA-11: the last day on which the second session must be completed."""
    return working_day_after(first, law.za_second_days, marks)


def confirmation_by(law: MediationLaw, effective: date, marks: Marks) -> Deadline:
    """SF-01: the last day of a joint application for judicial confirmation."""
    return calendar_deadline(effective, law.sf_days, marks)


def court_answers_by(law: MediationLaw, start: date, marks: Marks, *, accepted: bool) -> Deadline:
    """SF-07: the day by which the court has answered; advice only, nobody but the court is bound by it.

    Args:
        start: the day of the application, or with ``accepted`` that of the court's acceptance.
        accepted: the court has taken it and decides on the agreement.
    """
    return calendar_deadline(start, law.court_decides[0] if accepted else law.court_accepts, marks)


def mediation_by(days: int, accepted: date, marks: Marks) -> Deadline:
    """RT-16: the last day of a people's mediation; ``days`` is the station's setting."""
    return calendar_deadline(accepted, days, marks)
