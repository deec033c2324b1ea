"""Pinyin keys for search and sorting: stored in columns, so no ICU is needed."""

from pypinyin import Style, lazy_pinyin

# Surnames whose everyday reading differs from the name reading.
SURNAMES = {
    "单": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "朴": "piao", "查": "zha", "区": "ou", "任": "ren",
    "盖": "ge", "华": "hua", "尉迟": "yuchi", "万俟": "moqi", "长孙": "zhangsun", "乐": "yue", "翟": "zhai",
    "覃": "qin", "缪": "miao", "宓": "mi", "冼": "xian", "逄": "pang", "员": "yun", "黑": "he", "重": "chong",
}  # fmt: skip


def _syllables(name: str) -> list[str]:
    for length in (2, 1):
        head = name[:length]
        if head in SURNAMES:
            return [SURNAMES[head], *lazy_pinyin(name[length:])]
    return lazy_pinyin(name)


def key(name: str) -> str:
    """Sort and search key of a person's name: ``王小明`` → ``wang xiao ming``."""
    return " ".join(_syllables(name.strip())).lower()


def initials(name: str) -> str:
    """Initials typed in search: ``王小明`` → ``wxm``; works for compound surnames and names with a dot (UI-13)."""
    letters = lazy_pinyin(name.strip(), style=Style.FIRST_LETTER)
    surname = next((SURNAMES[name[:n]] for n in (2, 1) if name[:n] in SURNAMES), "")
    if surname and name[:1] in SURNAMES:
        letters[0] = surname[0]
    return "".join(letter for letter in letters if letter.isalnum()).lower()
