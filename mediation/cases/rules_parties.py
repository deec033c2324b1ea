"""What the law says about a party by itself: identity, guardians (ZA-07), agents (ZA-08)."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from mediation.cases.models import CaseParty
from mediation.cases.words import PartyKind, PublicRole
from stations.kit.answer import YES, Answer, no
from stations.kit.identity import age_on, is_credit_code, is_id_number, is_other_document

ADULT, WORKING = 18, 16
OLDEST = 130


def is_minor(party: CaseParty, day: date) -> bool:
    """Under 18 on a day; a party whose day of birth is not known counts as grown up until it is."""
    return party.born_on is not None and age_on(party.born_on, day) < ADULT


def needs_guardian(party: CaseParty, day: date) -> bool:
    """ZA-07: a minor, unless 16 or older, living on own labour, and unwilling to have the guardian told."""
    if not is_minor(party, day):
        return False
    return not (age_on(party.born_on, day) >= WORKING and party.self_supporting and party.guardian_waived)


def party_answer(party: CaseParty, day: date) -> Answer:
    """Whether a party may be kept as it stands; the first thing that is wrong."""
    for check in (_named, _identity, _birth, _guardian, _agent):
        answer = check(party, day)
        if not answer:
            return answer
    return YES


def _named(party: CaseParty, day: date) -> Answer:
    return YES if party.name else no(_("Enter the name of the party."), code="no_name")


def _identity(party: CaseParty, day: date) -> Answer:
    """UI-12; passports and permits of foreigners and of people from Hong Kong, Macao and Taiwan are taken (UI-13)."""
    number = party.id_number
    if not number:
        return YES
    if party.kind == PartyKind.UNIT:
        holds = is_credit_code(number)
        return YES if holds else no(_("The credit code is mistyped: its check character does not fit."), "id_number")
    if is_id_number(number) or is_other_document(number):
        return YES
    return no(_("The ID number is mistyped: its check digit does not fit."), code="id_number")


def _birth(party: CaseParty, day: date) -> Answer:
    if party.born_on and not (0 <= age_on(party.born_on, day) <= OLDEST):
        return no(_("Nobody of this case was born on that day."), code="born_on")
    return YES


def _guardian(party: CaseParty, day: date) -> Answer:
    """ZA-07: only who is 16 and lives on own labour may say that the guardian is not to be told."""
    if not party.guardian_waived:
        return YES
    if party.born_on is None or not party.self_supporting or age_on(party.born_on, day) < WORKING:
        return no(
            _("From 16 on, who lives on own labour may waive the guardian (ZA-07, 程序规定第一百八十一条)."),
            code="guardian_waiver",
        )
    return YES


def _agent(party: CaseParty, day: date) -> Answer:
    """ZA-08: the injured party may send an agent with a power of attorney; the suspect may not."""
    if not party.agent_name:
        return YES
    if party.public_role in {PublicRole.SUSPECT, PublicRole.BOTH}:
        return no(
            _("Whoever is suspected of the offence may not send an agent (ZA-08, 程序规定第一百八十一条)."),
            code="suspect_agent",
        )
    if not party.agent_scope:
        return no(_("Say what the agent may do: the scope of the power of attorney (ZA-08)."), code="agent_scope")
    return YES
