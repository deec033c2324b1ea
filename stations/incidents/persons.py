"""Persons as they are typed at intake, and the one way in which phone and ID numbers are compared."""

import re
from dataclasses import dataclass

from stations.incidents.models import Incident, Party
from stations.kit.crypto import blind_index

# What people type where an answer is not known (IN-02: required, but "unknown" is an answer).
UNKNOWN_WORDS = frozenset({"未知", "不详", "不明", "unknown"})


@dataclass(frozen=True, slots=True)
class Person:
    """One person of an incident. ``name`` and ``phone`` may hold a word of :data:`UNKNOWN_WORDS`."""

    name: str = ""
    phone: str = ""
    part: str = Party.Part.REPORTER
    id_number: str = ""
    note: str = ""


def is_unknown(text: str) -> bool:
    """Whether somebody answered "unknown"."""
    return text.strip().lower() in UNKNOWN_WORDS


def known(text: str) -> str:
    """The text, or nothing where it only says that nothing is known."""
    text = text.strip()
    return "" if is_unknown(text) else text


def normal_phone(text: str) -> str:
    """Digits and a leading plus; 86 before a Chinese mobile number goes. Two ways of writing give one number."""
    text = known(text)
    digits = re.sub(r"\D", "", text)
    mobile = re.fullmatch(r"(?:0086|86)?(1\d{10})", digits)
    if mobile:
        return mobile[1]
    return f"+{digits}" if text.startswith("+") and digits else digits


def normal_id(text: str) -> str:
    """Letters and digits in capitals."""
    return re.sub(r"[^0-9A-Za-z]", "", known(text)).upper()


def phone_index(text: str) -> str:
    """Blind index of a phone number however it is written; empty for none."""
    return blind_index(normal_phone(text))


def id_index(text: str) -> str:
    """Blind index of an ID number however it is written; empty for none."""
    return blind_index(normal_id(text))


def parties(incident: Incident, persons) -> list[Party]:
    """Unsaved rows of the persons of an incident; who is unknown altogether leaves no row."""
    rows = []
    for person in persons:
        name, phone, number = known(person.name), normal_phone(person.phone), normal_id(person.id_number)
        if not (name or phone or number or person.note.strip()):
            continue
        rows.append(
            Party(
                station_id=incident.station_id,
                incident=incident,
                part=person.part,
                name=name,
                phone=phone,
                phone_index=blind_index(phone),
                id_number=number,
                id_index=blind_index(number),
                note=person.note.strip(),
                reported_at=incident.reported_at,
            )
        )
    return rows
