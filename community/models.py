"""Index of all tables of this app; it defines none (Django looks here)."""

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
    "CommunitySettings", "Consent", "ConsentText", "Enrolment", "GroupLead", "GroupMembership", "Member", "Trade",
    "WatchGroup", "WatchOffice",
]  # fmt: skip
