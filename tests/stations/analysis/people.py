"""People for rules, without the database."""

from types import SimpleNamespace

from stations.organisation.models import Officer, Post

POSTS = {"chief": Post.CHIEF, "desk": Post.DESK, "owner": Post.OFFICER, "officer": Post.OFFICER}


def person(role: str) -> SimpleNamespace:
    """A logged-in person; ``owner`` has the officer id 1, the guard no profile."""
    number = list(POSTS).index(role) + 100 if role in POSTS else 500
    officer = Officer(pk=1 if role == "owner" else number, post=POSTS[role]) if role in POSTS else None
    return SimpleNamespace(pk=number, officer=officer, rights=frozenset(), leads=frozenset(), is_authenticated=True)
