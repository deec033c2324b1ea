"""Their words for our codes: what reads the same is known, the rest is asked once and remembered."""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from stations.catalogue.models import Category
from stations.catalogue.words import Grade, Kind
from stations.imports.cells import plain
from stations.incidents.words import Result, Source, State
from stations.places.models import Community

# Stands for "leave it empty".
NOTHING = "-"
# Of a longer word so much is shown and remembered.
LONGEST_WORD = 60
OPTIONAL = frozenset({"source", "grade", "community", "result", "final", "state"})
# Words that need no asking; a station's own mapping goes before them.
USUAL = {
    "source": {
        "110": Source.EMERGENCY, "110报警": Source.EMERGENCY, "电话": Source.PHONE, "电话报警": Source.PHONE,
        "来所报警": Source.WALK_IN, "亲临": Source.WALK_IN, "扭送": Source.HANDED_OVER, "12345": Source.HOTLINE,
        "122": Source.TRAFFIC, "巡逻发现": Source.PATROL, "短信": Source.SMS, "网络": Source.ONLINE,
        "119": Source.FIRE, "120": Source.AMBULANCE, "异地转警": Source.TRANSFER,
    },
    "grade": {
        word: str(number)
        for number, words in enumerate(("一级 1级 Ⅰ I", "二级 2级 Ⅱ II", "三级 3级 Ⅲ III", "四级 4级 Ⅳ IV"), 1)
        for word in words.split()
    },
    "result": {
        "现场调解": Result.MEDIATED, "受案": Result.CASE, "立案": Result.CASE, "受案/立案": Result.CASE,
        "移交": Result.HANDED_ON, "救助完成": Result.HELPED, "无此事": Result.NOTHING, "重复": Result.DUPLICATE,
        "重复报警": Result.DUPLICATE, "误报": Result.FALSE, "骚扰": Result.NUISANCE, "其他": Result.OTHER,
    },
    "state": {
        "已结警": State.CLOSED, "结警": State.CLOSED, "已办结": State.CLOSED, "办结": State.CLOSED,
        "已反馈": State.FED_BACK, "反馈": State.FED_BACK,
    },
}  # fmt: skip
# What the state of a taken-over incident may be.
STATES = ((State.CLOSED, _("Closed")), (State.FED_BACK, _("Fed back")))
CALLS = (Kind.CALL, Kind.HELP)


def normal(word) -> str:
    """A word as compared: without spaces, unified dividers."""
    return plain(word).replace(" ", "").replace("\\", "/")


@dataclass(slots=True)
class Vocabulary:
    """All words of a station for one mapping; two queries to load."""

    categories: dict[str, Category]
    communities: dict[str, Community]
    words: dict[str, dict[str, str]] = field(default_factory=dict)

    def code_of(self, name: str, cell) -> str | None:
        """Code of ours for their word: ``""`` for "leave it empty", None for a word nobody knows."""
        words, word = self.words.get(name, {}), normal(cell)
        code = words.get(word, words.get(word[:LONGEST_WORD]))
        return "" if code == NOTHING else code

    def choices(self, name: str) -> list[tuple[str, str]]:
        """What a person may choose for a word of a field."""
        options = {
            "category": self._categories, "final": self._categories, "community": self._communities,
            "source": lambda: list(Source.choices), "grade": lambda: [(str(v), label) for v, label in Grade.choices],
            "result": lambda: list(Result.choices), "state": lambda: [(str(v), label) for v, label in STATES],
        }[name]()  # fmt: skip
        blank = [("", "—")]
        return blank + ([(NOTHING, str(_("leave it empty")))] if name in OPTIONAL else []) + options

    def _categories(self) -> list[tuple[str, str]]:
        rows = sorted(self.categories.values(), key=lambda row: row.code)
        return [(row.code, row.path) for row in rows if row.active]

    def _communities(self) -> list[tuple[str, str]]:
        return [(row.code, row.name) for row in self.communities.values()]


def load(mapping) -> Vocabulary:
    """The vocabulary of the station in scope with the words a mapping remembers."""
    rows = Category.objects.filter(kind__in=CALLS)
    categories = {row.code: row for row in rows}
    communities = {row.code: row for row in Community.objects.all()}
    found = Vocabulary(categories, communities)
    known = _category_words(categories.values())
    places = {normal(row.name): row.code for row in communities.values()}
    places |= {normal(row.name.removesuffix("社区")): row.code for row in communities.values()}
    automatic = {**USUAL, "category": known, "final": known, "community": places}
    for name, enum in (("source", Source), ("result", Result)):
        automatic[name] = {normal(label): value for value, label in enum.choices} | automatic[name]
    for name, words in automatic.items():
        own = mapping.words.get(name, {})
        valid = {normal(word): code for word, code in own.items() if _exists(found, name, code)}
        found.words[name] = {word: str(code) for word, code in words.items()} | valid
    return found


def _exists(found: Vocabulary, name: str, code: str) -> bool:
    """A remembered word counts only while what it stands for is there."""
    if name in {"category", "final"}:
        return code in found.categories or (code == NOTHING and name in OPTIONAL)
    if name == "community":
        return code in found.communities or code == NOTHING
    return True


def _category_words(rows) -> dict[str, str]:
    """Names that occur once, codes, and whole paths."""
    rows = list(rows)
    names = [normal(row.name) for row in rows]
    words = {normal(row.name): row.code for row in rows if names.count(normal(row.name)) == 1}
    return words | {normal(row.path): row.code for row in rows} | {normal(row.code): row.code for row in rows}
