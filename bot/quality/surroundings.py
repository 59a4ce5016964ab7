"""Signals beyond the page: lists, the network that it belongs to, the profile that it joins, the team's word."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from bot.quality.rating import Signal
from bot.quality.weights import signal

WELL_KNOWN_RANK = 20_000  # on any rank list
KNOWN_RANK = 200_000
LIST_SHARE_IF_REPUTABLE = 0.3  # public disavow lists hold universities and newspapers
ENOUGH_ON_ONE_ADDRESS = 5  # domains that have another print in common too
MANY_ON_ONE_ADDRESS = 10  # domains of which nothing else is known
SHARE_OF_ADDRESS_ALONE = 0.3
Verdict = Literal["toxic", "fine", "ignored"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """How many other linking domains of the site share a print with this page's; 0 where none or not known."""

    same_owner: int = 0  # an analytics or advertising id
    same_address: int = 0  # and another print
    only_address: int = 0  # and nothing else that is known
    same_template: int = 0
    same_title: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class InProfile:
    """The link among the site's other live links."""

    links: int = 0
    same_anchor: int = 0  # of other domains, exactly this anchor, not the site's own name
    of_domain: int = 0  # links of this linking domain
    found_last_week: int = 0
    found_a_week: float = 0.0  # on average before


def list_signals(listed: Mapping[str, str], ranks: Mapping[str, int], *, reputable: bool) -> Iterator[Signal | None]:
    """`listed` maps a block list to what it says; `ranks` a rank list to the domain's place."""
    best = min(ranks.values(), default=None)
    known = best is not None and best <= KNOWN_RANK
    if listed:
        share = LIST_SHARE_IF_REPUTABLE if reputable or known else 1.0
        yield signal("block_listed", share, f"Listed by {', '.join(sorted(listed))}.")
    if best is not None and known:
        value = 1.0 if best <= WELL_KNOWN_RANK else 0.5
        yield signal("well_known", value, f"Ranked {best:,} in the world.")


def network_signals(network: Network) -> Iterator[Signal | None]:
    """Signs that one hand runs many of the linking domains."""
    for name, number, full, what in (
        ("shared_owner", network.same_owner, 3, "share an analytics or ad id with it"),
        ("shared_template", network.same_template, 5, "are built like it"),
        ("shared_title", network.same_title, 3, "have its title"),
    ):
        yield signal(name, number / full, f"{number} other linking domains {what}.")
    yield _address_signal(network)


def _address_signal(network: Network) -> Signal | None:
    """Big hosts put thousands of unrelated sites on one address: alone it proves little, with another print much."""
    together = network.same_address / ENOUGH_ON_ONE_ADDRESS
    alone = min(1.0, network.only_address / MANY_ON_ONE_ADDRESS) * SHARE_OF_ADDRESS_ALONE
    if together >= alone:
        told = f"{network.same_address} other linking domains have its address, and more in common with it."
    else:
        told = f"{network.only_address} other linking domains have its address; unrelated sites may share one."
    return signal("shared_address", max(together, alone), told)


def profile_signals(around: InProfile) -> Iterator[Signal | None]:
    """Signs in the site's profile as a whole."""
    if around.links >= 20:  # noqa: PLR2004  # in a small profile every anchor is frequent
        share = around.same_anchor / around.links
        yield signal("anchor_overused", (share - 0.1) / 0.2, f"{share:.0%} of the live links have this very anchor.")
    if around.of_domain >= 20:  # noqa: PLR2004
        yield signal("sitewide", around.of_domain / 100, f"{around.of_domain} links of this one domain.")
    usual = max(around.found_a_week, 5.0)
    if around.found_last_week > usual * 3:
        yield signal(
            "link_burst",
            around.found_last_week / usual / 10,
            f"{around.found_last_week} links found in a week; {around.found_a_week:.0f} are usual.",
        )


def verdict_signals(verdict: Verdict | None) -> Iterator[Signal | None]:
    """The team's own word outweighs what was measured."""
    if verdict == "toxic":
        yield signal("team_says_toxic", 1, "Your team marked this domain as toxic.")
    elif verdict == "fine":
        yield signal("team_says_fine", 1, "Your team marked this domain as not toxic.")
