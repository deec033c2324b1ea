"""Index of all tables of this app; it defines none (Django looks here)."""

from community.clues.models import Clue, Giver, Message, Scene
from community.groups.models import (
    CommunitySettings,
    Consent,
    ConsentText,
    Enrolment,
    GroupLead,
    GroupMembership,
    Member,
    Trade,
    WatchGroup,
    WatchOffice,
)

__all__ = [
    "Clue", "CommunitySettings", "Consent", "ConsentText", "Enrolment", "Giver", "GroupLead", "GroupMembership",
    "Member", "Message", "Scene", "Trade", "WatchGroup", "WatchOffice",
]  # fmt: skip
