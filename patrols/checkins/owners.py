"""Whose queue a phone holds."""

from patrols.squads.phone import HEADER, owner_key

__all__ = ["HEADER", "owner_key"]
