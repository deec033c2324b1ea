"""Agreements (协议): built, signed, performed, confirmed by the court (DOMAIN 2.2 to 2.7)."""
