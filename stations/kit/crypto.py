"""Columns kept encrypted, with a blind index for equality search (SE-12)."""

import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(text: str) -> str:
    """Encrypt with the newest key of ``FIELD_KEYS``."""
    return _box(tuple(settings.FIELD_KEYS)).encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """Decrypt with any key of ``FIELD_KEYS``; an unreadable value reads as empty rather than breaking a page."""
    try:
        return _box(tuple(settings.FIELD_KEYS)).decrypt(token.encode()).decode()
    except InvalidToken:
        return ""


def blind_index(text: str) -> str:
    """Keyed fingerprint of a value: finds equal values without decrypting any (oldest key, so it stays stable)."""
    if not text:
        return ""
    return hmac.new(settings.FIELD_KEYS[-1].encode(), text.encode(), hashlib.sha256).hexdigest()


class EncryptedTextField(models.TextField):
    """Text that is plain in Python and encrypted in the database."""

    def from_db_value(self, value, expression, connection):
        return decrypt(value) if value else ""

    def get_prep_value(self, value):
        return encrypt(str(value)) if value else ""
