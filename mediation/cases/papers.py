"""Papers of a case: scans, photos, recordings; known by content, kept outside the web root, never deleted."""

import io
from datetime import datetime
from pathlib import PurePosixPath

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from mediation.cases import rules
from mediation.cases.actions import after, locked
from mediation.cases.models import Case, CaseParty
from mediation.cases.models_papers import CasePaper
from mediation.cases.words import PaperKind, State
from stations.files.actions import clean_name, fetch, store
from stations.incidents.attachments import LIMITS, recognised, too_large
from stations.kit.answer import Answer, RuleBroken, demand, no

PURPOSE = "mediation"
MOST = 200  # of one case
MOST_PAGES = 2000


def may_add(user, case: Case) -> Answer:
    """Papers come in until the archive: proofs, receipts and the court's papers after the agreement, too."""
    answer = rules.may_edit(user, case)
    if answer and case.state == State.ARCHIVED:
        return no(_("The case is archived; add a signed note."), code="archived")
    return answer


def content_of(file) -> bytes:
    """The bytes of an upload; one that no kind of paper may be is not read at all.

    Raises:
        RuleBroken: ``file.too_large``.
    """
    if file.size > max(LIMITS.values()):
        raise too_large("document")
    return file.read()


@transaction.atomic
def add_paper(
    *, case: Case, actor, kind: str, name: str, content: bytes, title: str = "", party: CaseParty | None = None,
    version: int | None = None, at: datetime | None = None,
) -> CasePaper:  # fmt: skip
    """Put a paper into the file of a case.

    Args:
        kind: of :class:`PaperKind`; the order of the file.
        name: as the person called it; the ending follows the content.
        content: the bytes; a picture is written anew, without position and other data of the camera.
        party: whose it is: proof of identity, power of attorney.

    Raises:
        NotAllowed: the person does not work on the case.
        RuleBroken: ``archived``, ``kind``, ``other_case``, ``file.empty``, ``file.too_large``, ``file.type``,
            ``file.damaged``, ``file.too_many``, ``changed_meanwhile``.
    """
    demand(rules.may_edit(actor, case))
    known = recognised(content)  # Pictures take seconds: read before the lock that others wait for.
    case = locked(case.pk, version)
    answer = may_add(actor, case)
    if not answer and answer.code == "archived":
        answer.or_refuse()
    demand(answer)
    return put(case, actor=actor, kind=kind, name=name, known=known, title=title, party=party, at=at)


def put(
    case: Case, *, actor, kind: str, name: str, content: bytes = b"", known=None, title: str = "",
    party: CaseParty | None = None, at: datetime | None = None,
) -> CasePaper:  # fmt: skip
    """The same for a case that the caller has locked and whose right it has checked (signed agreements, receipts)."""
    if kind not in PaperKind.values:
        raise RuleBroken(_("This kind of paper is not known."), code="kind")
    if party is not None and party.case_id != case.pk:
        raise RuleBroken(_("The party does not belong to this case."), code="other_case")
    if case.papers.filter(struck_at=None).count() >= MOST:
        words = _("A case holds at most %(count)s papers.") % {"count": MOST}
        raise RuleBroken(words, code="file.too_many")
    media, ending, content_type, content = known or recognised(content)
    stem = PurePosixPath(clean_name(name)).stem or "file"
    stored = store(
        station=case.station, purpose=PURPOSE, name=f"{stem[:100]}{ending}", content=content,
        content_type=content_type, actor=actor, limit=LIMITS[media],
    )  # fmt: skip
    paper = CasePaper.objects.create(
        station_id=case.station_id, case=case, kind=kind, title=title.strip(), party=party, file=stored, media=media,
        pages=pages_of(content) if ending == ".pdf" else 1, added_by=actor,
    )  # fmt: skip
    data = {"paper": paper.pk, "kind": kind, "pages": paper.pages}
    after(case, "paper_added", actor=actor, at=at or timezone.now(), **data)
    return paper


def pages_of(content: bytes) -> int:
    """How many pages a PDF has; one where it cannot be told (a scan that another reader may still open)."""
    try:
        return min(max(len(PdfReader(io.BytesIO(content)).pages), 1), MOST_PAGES)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError):
        return 1


@transaction.atomic
def strike_paper(*, paper: CasePaper, actor, reason: str, at: datetime | None = None) -> CasePaper:
    """Strike a wrong paper with its reason: it stays on record and is shown no more.

    Raises:
        NotAllowed: the person does not work on the case.
        RuleBroken: ``archived``, ``no_reason``, ``struck``, ``used``.
    """
    moment = at or timezone.now()
    case = locked(paper.case_id)
    answer = may_add(actor, case)
    if not answer and answer.code == "archived":
        answer.or_refuse()
    demand(answer)
    if not reason.strip():
        raise RuleBroken(_("Say why the paper is struck."), code="no_reason")
    row = CasePaper.objects.select_for_update(no_key=True, of=("self",)).get(pk=paper.pk)
    if row.struck_at:
        raise RuleBroken(_("This paper has been struck already."), code="struck")
    row.struck_at, row.struck_reason = moment, reason.strip()
    row.save(update_fields=["struck_at", "struck_reason"])
    after(case, "paper_struck", actor=actor, at=moment, paper=row.pk)
    return row


def may_open(user, case: Case, paper: CasePaper) -> Answer:
    """Papers show full data: to who works on the case; a struck one to keepers and the leadership."""
    if paper.struck_at:
        return rules.may_keep(user)
    return rules.may_edit(user, case)


@transaction.atomic
def opened(*, paper: CasePaper, case: Case, actor) -> bytes:
    """The bytes for somebody who may see them; recorded (SE-08).

    Raises:
        NotAllowed: the person may not see it.
        RuleBroken: the stored file is damaged (``file.damaged``).
    """
    demand(may_open(actor, case, paper))
    return fetch(stored=paper.file, actor=actor)


def may_fetch(user, stored) -> Answer:
    """The same by the stored file, for the common door of files."""
    visible = Case.objects.visible_to(user)
    paper = CasePaper.objects.filter(file=stored, case__in=visible).select_related("case").first()
    if paper is None:
        return no(_("This file cannot be fetched."), code="file.unknown")
    return may_open(user, paper.case, paper)
