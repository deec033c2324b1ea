"""Masks of personal data on screen and in exports (SE-24)."""


def name(text: str) -> str:
    """``张三`` → ``张*``, ``欧阳明月`` → ``欧***``."""
    return text[:1] + "*" * max(len(text) - 1, 0)


def phone(text: str) -> str:
    """``13812345678`` → ``138****5678``; short numbers keep their last two digits."""
    if len(text) >= 11:
        return text[:3] + "*" * (len(text) - 7) + text[-4:]
    return "*" * max(len(text) - 2, 0) + text[-2:]


def id_number(text: str) -> str:
    """``110101199001011234`` → ``110101********1234``."""
    return text[:6] + "*" * max(len(text) - 10, 0) + text[-4:] if len(text) >= 10 else "*" * len(text)
