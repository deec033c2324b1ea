"""The code on the sign of a building: which building, and which issue of its sign. Signed, not stored (0018)."""

import io

import segno
from django.urls import reverse

from community.groups.codes import address, read, token
from community.partners.models_demands import DemandSign

SIGN = "demand-sign"


def sign_token(sign: DemandSign) -> str:
    """The token of a sign."""
    return token(SIGN, sign.building_id, sign.version)


def sign_address(sign: DemandSign) -> str:
    """Where the code of a sign leads."""
    return address(reverse("public-demand", args=[sign_token(sign)]))


def read_sign(text: str) -> tuple[int, int] | None:
    """(building, version) of a token; None when it is forged or garbled."""
    return read(SIGN, text)


def picture(sign: DemandSign) -> bytes:
    """The code as a picture for paper."""
    stream = io.BytesIO()
    segno.make(sign_address(sign), error="m", micro=False).save(stream, kind="png", scale=12, border=4)
    return stream.getvalue()
