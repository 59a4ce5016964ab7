"""The metrics of linking domains that vendors' exports bring, told by the headers of their columns."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from bot.links.urls import host_of, registrable

# By header, in lower case without anything but letters and digits: the name in storage/metrics.py. A name with "page"
# in it is of the linking page, not of its domain; bot/quality/authority.py says what counts for what.
HEADERS = {
    "domainrating": "ahrefs_dr", "dr": "ahrefs_dr", "domainratingdr": "ahrefs_dr", "ahrefsdr": "ahrefs_dr",
    "ur": "ahrefs_page_ur", "urlrating": "ahrefs_page_ur", "urlratingur": "ahrefs_page_ur",
    "authorityscore": "semrush_as", "domainascore": "semrush_as", "domainauthorityscore": "semrush_as",
    "ascore": "semrush_as", "pageascore": "semrush_page_as", "pageauthorityscore": "semrush_page_as",
    "pagescore": "semrush_page_as",
    "domainauthority": "moz_da", "da": "moz_da", "mozda": "moz_da", "pageauthority": "moz_page_pa", "pa": "moz_page_pa",
    "trustflow": "majestic_tf", "tf": "majestic_tf", "domaintrustflow": "majestic_tf",
    "refdomaintrustflow": "majestic_tf", "sourcetrustflow": "majestic_page_tf",
    "citationflow": "majestic_cf", "cf": "majestic_cf", "domaincitationflow": "majestic_cf",
    "refdomaincitationflow": "majestic_cf", "sourcecitationflow": "majestic_page_cf",
    "domaintrust": "seranking_dt", "dt": "seranking_dt", "pagetrust": "seranking_page_pt",
    "domaininlinkrank": "powersuite_dir",
}  # fmt: skip
SCALE = 100.0  # all of them
# "63", "63.5", "63,5", "63/100", "63%", as text of a spreadsheet: '63 or ="63"; "-1" and "n/a" mean not known
_NUMBER = re.compile(r"""['="\s]*(\d{1,3}(?:[.,]\d{1,6})?)\s*(?:%|/\s*100)?["\s]*""")
_NOISE = re.compile(r"[\W_]+")

Value = tuple[str, float]  # a metric's name and what it says


class DomainMetric(NamedTuple):
    """What an export says of a linking domain; of several pages, what it says of the best."""

    domain: str  # the registrable one
    name: str
    value: float  # 0-100


def metric_columns(header: Sequence[str]) -> tuple[tuple[int, str], ...]:
    """The columns of a header that hold a metric, each metric once."""
    found: dict[str, int] = {}
    for index, cell in enumerate(header):
        name = HEADERS.get(_NOISE.sub("", cell.casefold()))
        if name:
            found.setdefault(name, index)
    return tuple((index, name) for name, index in found.items())


def values_in(row: Sequence[str], columns: Iterable[tuple[int, str]]) -> tuple[Value, ...]:
    """The metrics of a row; a cell that holds no number of 0-100 is passed over."""
    found = ((name, _number(row[index])) for index, name in columns if index < len(row))
    return tuple((name, value) for name, value in found if value is not None)


def best_of_domains(said: Iterable[tuple[str, Sequence[Value]]]) -> Iterator[DomainMetric]:
    """One value a domain and metric, the highest, out of (source URL or host, values) pairs."""
    best: dict[tuple[str, str], float] = {}
    for source, values in said:
        domain = registrable(host_of(source)) if values else ""
        for name, value in values:
            best[domain, name] = max(value, best.get((domain, name), 0.0))
    return (DomainMetric(domain, name, value) for (domain, name), value in best.items() if domain)


def _number(cell: str) -> float | None:
    found = _NUMBER.fullmatch(cell)
    value = float(found[1].replace(",", ".")) if found else SCALE + 1
    return value if value <= SCALE else None
