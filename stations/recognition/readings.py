"""What pages and figures ask about commendations."""

from django.utils.translation import gettext as _

from stations.organisation.models import Officer
from stations.recognition.models import Commendation
from stations.recognition.registry import people, units

PERSON = "person"


def recipients() -> list[tuple[str, list[tuple[str, str]]]]:
    """Who can be commended, as grouped choices: officers, people of upper apps, units; a query a group."""
    officers = Officer.objects.serving().select_related("user").order_by("user__pinyin")
    known = {officer.user_id: officer.user.name for officer in officers}
    groups = [(_("Officers"), [(f"{PERSON}:{pk}", name) for pk, name in known.items()])]
    others = {pk: name for accounts in people() for pk, name in accounts.values_list("pk", "name")}
    rest = sorted(((pk, name) for pk, name in others.items() if pk not in known), key=lambda row: row[1])
    if rest:
        groups.append((_("Other people"), [(f"{PERSON}:{pk}", name) for pk, name in rest]))
    for kind in units():
        groups.append((str(kind.label), [(f"{kind.code}:{pk}", name) for pk, name in kind.rows()]))
    return groups


def commendations():
    """Commendations that stand, with what a list shows."""
    return Commendation.objects.filter(struck_reason="").select_related("user", "given_by")
