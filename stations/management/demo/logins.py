"""Let the demo's logins of the command room be those who are on duty, whatever day the demo is started."""

from datetime import datetime

from django.db import transaction

from stations.organisation.models import Officer, Post, User
from stations.roster.models import Duty

# What makes a login; the two people change these places.
LOGIN = ("username", "password", "must_change_password", "password_changed_at")


def follow_duty(suffix: str, at: datetime) -> list[str]:
    """Give `commander` and `desk` of the station in scope to people of the running duty.

    Args:
        suffix: of the station's logins.
        at: now.

    Returns:
        The logins that changed hands.
    """
    running = Duty.objects.running(at).filter(absence=None).select_related("officer__user")
    rows = list(running.order_by("officer__police_no"))
    commanders = [row.officer for row in rows if row.commander and row.officer.post == Post.DEPUTY]
    desk = [row.officer for row in rows if row.officer.post == Post.DESK]
    return [
        login + suffix
        for login, people in (("commander", commanders), ("desk", desk))
        if people and _give(login + suffix, people)
    ]


@transaction.atomic
def _give(username: str, people: list[Officer]) -> bool:
    """Swap a login with the first of those on duty; False where one of them has it already."""
    holder = User.objects.get(username=username)
    if any(officer.user_id == holder.pk for officer in people):
        return False
    heir = people[0].user
    mine, other = ([getattr(user, name) for name in LOGIN] for user in (holder, heir))
    # The name is unique: it is free for a moment before the other takes it.
    holder.username = f"{username}-"
    holder.save()
    for user, values in ((heir, mine), (holder, other)):
        for name, value in zip(LOGIN, values, strict=True):
            setattr(user, name, value)
        user.save()
    return True
