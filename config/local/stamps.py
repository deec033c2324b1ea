"""Skip a step whose inputs have not changed since it last succeeded."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def digest(files: Iterable[Path], *facts: str) -> str:
    """SHA-256 over the names and contents of ``files`` and over ``facts``; a missing file counts as such."""
    total = hashlib.sha256()
    for fact in facts:
        total.update(f"fact:{fact}\0".encode())
    for file in files:
        content = hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else "missing"
        total.update(f"file:{file}:{content}\0".encode())
    return total.hexdigest()


class Stamp:
    """The digest of a finished step, kept in a file next to what the step produced.

    Deleting the product deletes the stamp with it, so the step runs again.
    """

    def __init__(self, file: Path, key: str) -> None:
        self.file = file
        self.key = key

    def is_current(self) -> bool:
        """Whether the step last succeeded with exactly this key."""
        return self.file.is_file() and self.file.read_text() == self.key

    def record(self) -> None:
        """Note that the step succeeded."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.write_text(self.key)
