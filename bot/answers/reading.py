# ruff: noqa: E501, PLR2004  # patterns a line: wrapped ones are harder to read; the numbers are words or days
"""A question read: its words with their concepts, the domains and quotations in it."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache

from publicsuffixlist import PublicSuffixList
from rapidfuzz.distance import OSA

from bot.answers.lexicon import LONGEST_PHRASE, corrected, language_of, lexicon, plain

MAX_QUESTION = 1000  # characters that are read; Discord's messages hold 2,000
HOST = "HOST"  # the concept of a domain or an address
QUOTE = "QUOTE"  # the concept of a quotation
WATCHED = "WATCHED"  # the concept of a domain that is ours, as far as the question tells
UNWATCHED = "UNWATCHED"  # and of one that may link to us

_ADDRESS = re.compile(
    r"(?<![@\w.-])(?P<scheme>https?://)?(?P<host>(?:[\w](?:[\w-]{0,62})\.)+[^\W\d_][\w-]{1,30})\.?"
    r"(?P<rest>(?::\d{1,5})?(?:[/?#][^\s<>\"'“”]*)?)",
    re.UNICODE,
)
_QUOTED = re.compile(
    r"\"([^\"\n]{1,100})\"|“([^”\n]{1,100})”|„([^“”\n]{1,100})[“”]|«\s?([^»\n]{1,100}?)\s?»|(?<!\w)'([^'\n]{2,100})'(?!\w)"
)
_COMMA_FOR_DOT = re.compile(r"\b([a-z0-9-]{3,}),(com|net|org|io|dev)\b", re.IGNORECASE)
_WORD = re.compile(r"@\d+@|[#+]?[\w]+(?:-[\w]+)*%?", re.UNICODE)
_CONTRACTION = re.compile(r"(?<=\w\w)'(?=(?:s|re|ve|ll|t|d|m)\b)")
_SHORT = {
    "lst": "last",
    "ths": "this",
    "tis": "this",
    "hw": "how",
    "mny": "many",
    "whch": "which",
    "wich": "which",
    "wat": "what",
    "wot": "what",
    "abt": "about",
    "thx": "thanks",
    "frm": "from",
    "wk": "week",
    "mth": "month",
    "mo": "month",
    "dom": "domain",
    "wek": "week",
    "wks": "weeks",
    "mnth": "month",
    "yest": "yesterday",
    "tdy": "today",
    "nw": "new",
    "sho": "show",
    "shw": "show",
    "teh": "the",
    "whn": "when",
    "wht": "what",
    "lnk": "link",
    "ur": "your",
    "bcklnks": "backlinks",
}
_OURS_BEFORE = re.compile(
    r"\b(?:links?|backlinks?|anchors?|domains?|enlaces?|liens?|pages?|report|summary|profile|ones|links|texts?|seiten|urls?|everything|disavow)(?: \w+){0,3}? "
    r"(?:of|for|to|de|von|fur|pour|para|do|vers|a|auf|on behalf of|zu) (?:our |the |my |site |domain )*@(\d+)@"
)
_OURS_AROUND = re.compile(
    r"\b(?:does|do|did|has|have|hat|tiene|tem|a|is|for|fur|para|pour|to) @(\d+)@(?= (?:have|get|got|gain|lose|lost|has|haben|verloren|doing|links|backlinks|anchors|alerts)\b)|@(\d+)@(?= (?:links?|backlinks?|anchors?|lost|toxic links|new links|report|referring)\b(?! to| us))|\b(?:for|fur|para|pour) @(\d+)@"
)
_TRAILING = ".,;:!?)]}>*_~|"
_RESERVED = (".example", ".test", ".localhost", ".internal")  # RFC 2606 and 6762; the demo lives there
_NOT_SITES = frozenset({"py", "rs", "sh", "md", "zip", "mov", "ps", "so"})  # endings that files have too


@dataclass(frozen=True, slots=True)
class Host:
    """A domain or address as it stands in a question."""

    domain: str  # lower case, without www.
    url: str | None  # when it has a scheme and a path
    typed: str  # before a typing error was mended
    mark: int = -1  # which `@0@` of the text stands for it


@dataclass(frozen=True, slots=True)
class Word:
    """A word or phrase and what it may mean."""

    text: str
    concepts: frozenset[str]
    start: int  # of its first single word


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, read."""

    raw: str
    text: str  # plain and mended, domains and quotations as `@0@`
    words: tuple[Word, ...]
    hosts: tuple[Host, ...]
    quotes: tuple[str, ...]
    language: str
    labels: tuple[str, ...] = ()  # watched domains named without their ending

    @property
    def concepts(self) -> frozenset[str]:
        """All concepts that occur."""
        return frozenset().union(*(word.concepts for word in self.words))

    def has(self, *concepts: str) -> bool:
        """Whether any of these concepts occurs."""
        return not self.concepts.isdisjoint(concepts)


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList(only_icann=True, accept_unknown=False)


def read(question: str, known_domains: Collection[str] = ()) -> Asked:
    """Read a question. A domain one typing error away from one of `known_domains` is taken to be it."""
    text = unicodedata.normalize("NFKC", question[:MAX_QUESTION])
    text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    text = _COMMA_FOR_DOT.sub(r"\1.\2", text)
    hosts: list[Host] = []
    quotes: list[str] = []
    marks: list[tuple[str, int]] = []

    def mark(concept: str, index: int) -> str:
        marks.append((concept, index))
        return f" @{len(marks) - 1}@ "

    def take_address(match: re.Match[str]) -> str:
        host = _host(match, known_domains)
        if host is None:
            return match[0]
        hosts.append(host)
        tail = match[0][len(match[0].rstrip(_TRAILING)) :]
        return mark(HOST, len(hosts) - 1) + tail

    def take_quote(match: re.Match[str]) -> str:
        inner = next(group for group in match.groups() if group is not None)
        if re.fullmatch(r"@\d+@", inner.strip()):
            return f" {inner} "
        quotes.append(inner.strip())
        return mark(QUOTE, len(quotes) - 1)

    text = _QUOTED.sub(take_quote, _ADDRESS.sub(take_address, text))
    return _words(question, plain(text), marks, hosts, quotes, known_domains)


def _host(match: re.Match[str], known_domains: Collection[str]) -> Host | None:
    typed = match["host"].lower().rstrip(".")
    names_a_file = match["scheme"] is None and typed.rsplit(".", 1)[1] in _NOT_SITES and not match["rest"]
    if names_a_file and typed not in known_domains and near_domain(typed, known_domains) is None:
        return None
    no_site = _suffixes().privatesuffix(_ascii(typed)) is None and not typed.endswith(_RESERVED)
    if no_site and typed not in known_domains and match["scheme"] is None:
        mended = near_domain(typed, known_domains)
        return Host(mended, None, typed) if mended else None
    domain = typed.removeprefix("www.")
    rest = match["rest"].rstrip(_TRAILING)
    url = f"{match['scheme'] or 'https://'}{match['host']}{rest}" if rest not in {"", "/"} else None
    return Host(near_domain(domain, known_domains) or domain, url, domain)


def _ascii(domain: str) -> str:
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return domain


def near_domain(domain: str, known_domains: Collection[str]) -> str | None:
    """The known domain that is one typing error away, when the domain itself is not known and only one is so near."""
    if domain in known_domains:
        return None
    near = [known for known in known_domains if OSA.distance(domain, known, score_cutoff=1) <= 1]
    return near[0] if len(near) == 1 else None


def _words(  # noqa: PLR0917  # every look-up takes the same four first
    raw: str,
    text: str,
    marks: list[tuple[str, int]],
    hosts: list[Host],
    quotes: list[str],
    known_domains: Collection[str],
) -> Asked:
    singles = _WORD.findall(_CONTRACTION.sub("", text).replace("'", " ").replace("_", " "))
    language = language_of(singles)
    singles = [part for word in singles for part in _parts(word, language)]
    labels = {domain.partition(".")[0] for domain in known_domains}
    singles = [word if word in labels else corrected(_SHORT.get(word, word), language) for word in singles]
    ours = _ours(" ".join(singles))
    table = lexicon(language).concepts
    words: list[Word] = []
    place = 0
    while place < len(singles):
        marked = re.fullmatch(r"@(\d+)@", singles[place])
        if marked and int(marked[1]) < len(marks):
            concept, index = marks[int(marked[1])]
            concepts = {concept}
            if concept == HOST:
                host = hosts[index]
                watched = host.domain in known_domains if known_domains else int(marked[1]) in ours
                concepts.add(WATCHED if watched else UNWATCHED)
                hosts[index] = replace(host, mark=int(marked[1]))
            words.append(Word(singles[place], frozenset(concepts), place))
            place += 1
            continue
        for length in range(min(LONGEST_PHRASE, len(singles) - place), 0, -1):
            phrase = " ".join(singles[place : place + length])
            if phrase in table or length == 1:
                words.append(Word(phrase, table.get(phrase, frozenset()), place))
                place += length
                break
    named = tuple(dict.fromkeys(word for word in singles if word in labels and len(word) > 2))
    return Asked(raw, " ".join(singles), tuple(words), tuple(hosts), tuple(quotes), language, named)


def _parts(word: str, language: str) -> list[str]:
    """A word with hyphens as its parts (French "faut-il"), unless it is known as it is."""
    return [word] if "-" not in word or word in lexicon(language).concepts else word.split("-")


def _ours(text: str) -> set[int]:
    """The marks of domains that stand where one names one's own site: "links of X", "X's backlinks"."""
    found = [*_OURS_BEFORE.finditer(text), *_OURS_AROUND.finditer(text)]
    return {int(group) for match in found for group in match.groups() if group}
