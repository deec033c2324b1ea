"""Index of this app's Celery tasks; it defines none (Celery looks here)."""

from community.enterprises.tasks import keep_house as keep_enterprises
from community.forum.tasks import keep_house as keep_forum
from community.groups.tasks import keep_house
from community.nights.tasks import ask as ask_for_nights
from community.nights.tasks import keep_house as keep_nights
from community.partners.tasks import keep_house as keep_partners
from community.surveys.tasks import watch as watch_surveys
from community.wishes.tasks import keep_house as keep_wishes
from community.wishes.tasks import tell as tell_wishes

__all__ = [
    "ask_for_nights",
    "keep_nights",
    "keep_enterprises",
    "keep_forum",
    "keep_house",
    "keep_partners",
    "keep_wishes",
    "tell_wishes",
    "watch_surveys",
]
