"""Papers are read by a camera as the pages expect; a forged or mistyped code is nobody's."""

import pypdfium2
import pytest
import zxingcpp
from django.utils import timezone, translation

from community.groups import codes, documents
from community.groups.readings import members_on
from stations.kit.signed import grouped
from tests.factories.community import make_enrolment, make_member

pytestmark = pytest.mark.django_db


def scanned(content: bytes) -> list[str]:
    """What a camera reads from the pages."""
    pages = pypdfium2.PdfDocument(content)
    return [code.text for page in pages for code in zxingcpp.read_barcodes(page.render(scale=2.5).to_pil())]


def test_poster_slips_and_card_can_be_scanned(watch):
    rows = [make_enrolment(watch.group, f"第{n}人") for n in range(12)]
    member = members_on(timezone.localdate()).get(pk=make_member(watch.group).pk)
    with translation.override("zh-hans"):
        poster = documents.poster(group=watch.group, station=watch.station, brand="平安队")
        slips = documents.slips(rows=rows, station=watch.station, brand="平安队")
        card = documents.card(member=member, group=watch.group.name, station=watch.station, brand="平安队")
    assert scanned(poster) == [codes.join_address(watch.group)]
    assert sorted(scanned(slips)) == sorted(codes.slip_address(codes.SLIP.of(row.pk)) for row in rows)
    assert scanned(card) == [codes.card_address(member)]


def test_a_slip_is_typed_with_spaces_and_small_letters():
    code = codes.SLIP.of(1234567)
    assert codes.SLIP.read(grouped(code, 4).lower()) == 1234567
    for place, letter in enumerate(code):
        other = "Z" if letter != "Z" else "Y"
        assert codes.SLIP.read(code[:place] + other + code[place + 1 :]) is None


def test_tokens_of_one_kind_open_nothing_of_another():
    assert codes.read(codes.JOIN, codes.token(codes.CARD, 5, 1)) is None
    assert codes.read(codes.JOIN, codes.token(codes.JOIN, 5, 1)) == (5, 1)
