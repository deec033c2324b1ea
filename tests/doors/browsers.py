"""The browsers of the tests of the doors, and what they read."""

import html
import io
import time
import zipfile

import pypdfium2
from django.test import Client

DAY = 86400  # seconds
BACKEND = "stations.access.backends.PersonBackend"


def browser_of(person) -> Client:
    """A client whose session need not be renewed, which is done once a minute by whichever page comes then."""
    client = Client()
    session = client.session
    session["seen"] = time.time() + DAY
    session.save()
    client.force_login(getattr(person, "user", person), backend=BACKEND)
    return client


def text_of(response) -> str:
    """What an answer says, whatever its form."""
    content = b"".join(response) if response.streaming else response.content
    kind = response.get("Content-Type", "")
    if kind == "application/pdf" and content.startswith(b"%PDF"):
        return _printed(content)
    if kind.startswith("application/vnd.openxmlformats"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b" ".join(book.read(part) for part in book.namelist())
    return html.unescape(content.decode("utf-8-sig", errors="replace"))


def _printed(content: bytes) -> str:
    """The words of a document; one that cannot be read says nothing (a made-up upload)."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        return ""
    with document:
        return " ".join(page.get_textpage().get_text_range() for page in document)
