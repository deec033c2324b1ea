"""Why a verb is impossible in a state: the sentence with its article, for every pair outside the step table.

DOMAIN 2.6 forbids these transitions; whoever tries one at a page or the API reads which rule stands behind the
refusal. What rests on no law but on the house (a transfer is closed by its receipt) says so.
"""

from django.utils.translation import gettext_lazy as _

from mediation.cases.words import State as S

_NOT_TRIAGED = _(
    "Triage decides first whether and how it is mediated (RT-01, 人民调解法第十七条; ZA-01, 程序规定第一百七十八条)."
)
_NOT_ACCEPTED = _("It is not accepted yet; a mediation begins with the acceptance (RT-08, 人民调解法第二十七条).")
_NO_AGREEMENT = _(
    "An agreement is reached in a mediation that has begun, after acceptance (RT-08, 人民调解法第二十七条)."
)
_ACCEPTED = _("It is accepted: it ends with an agreement or with a notice (RT-07, 人民调解法第二十六条; ZA-19).")
_NOT_PERFORMED = _(
    "An agreement is followed until it is performed; only then is it filed (RT-14, 人民调解法第三十一条; ZA-18)."
)
_UNFINISHED = _("A case is filed when it is over and the parties have been told (RT-07, ZA-19).")
_READ_ONLY = _("The case is archived and read-only; add a signed note (RT-08, 人民调解法第二十七条).")
_OVER = _("The mediation is over; take the case up again first (RT-01, RT-07, 人民调解法第十七条、第二十六条).")
_BY_LAW = _("It is handled by law; there is no more mediation (ZA-19, 治安管理处罚法第九条).")
_SIGNED = _("The agreement is signed; a dispute about it goes to court (RT-15, 人民调解法第三十二条).")
_DONE = _("The agreement is performed; what remains is the visit and the file (RT-14, ZA-18).")
_AT_COURT = _("The court has the application; its decision comes first (SF-07).")
_TO_COURT = _("The parties were told of the court; it decides on the agreement (RT-15, 人民调解法第三十二条).")
_ENFORCED = _("The court enforces what it has confirmed (SF-06, 民事诉讼法第二百零六条).")
_GIVEN_AWAY = _("The case was given to another body; it is closed by its receipt or comes back (house rule).")
_NOT_GIVEN = _("It was not given to another body (house rule).")

# What a state says to every verb it has no step for.
BY_STATE = {
    S.REGISTERED: _NOT_TRIAGED, S.TRIAGE: _NOT_ACCEPTED, S.ACCEPTED: _ACCEPTED, S.MEDIATING: _ACCEPTED,
    S.AGREED: _SIGNED, S.PERFORMING: _SIGNED, S.PERFORMED: _DONE, S.VISIT: _DONE, S.ARCHIVED: _READ_ONLY,
    S.DECLINED: _OVER, S.ENDED: _OVER, S.TRANSFERRED: _GIVEN_AWAY, S.BY_LAW: _BY_LAW, S.CONFIRMING: _AT_COURT,
    S.LITIGATION: _TO_COURT, S.ENFORCEMENT: _ENFORCED,
}  # fmt: skip
# What people try most, with a closer word.
BY_VERB = (
    {(state, "agree"): _NO_AGREEMENT for state in (S.REGISTERED, S.TRIAGE, S.ACCEPTED)}
    | {(state, "archive"): _NOT_PERFORMED for state in (S.AGREED, S.PERFORMING, S.CONFIRMING)}
    | {(state, "archive"): _UNFINISHED for state in (S.REGISTERED, S.TRIAGE, S.ACCEPTED, S.MEDIATING)}
    | {(state, verb): _SIGNED for state in (S.CONFIRMING,) for verb in ("hold", "end")}
    | {(state, "take_back"): _NOT_GIVEN for state in S if state not in {S.TRANSFERRED, S.ARCHIVED}}
)


def reason(state: str, verb: str):
    """The sentence of a verb that has no step from a state."""
    return BY_VERB.get((S(state), verb)) or BY_STATE[S(state)]
