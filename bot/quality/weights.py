"""Every signal of toxicity: its group, its weight in points, and where the rule comes from. The one place to tune.

A weight is what the signal adds when its value is 1; a negative one speaks for the link. docs/quality.md is checked
against this table by a test. "Google" is the list of link spam in its spam policies, "Semrush" and "Moz" are the marker
lists of their toxicity and spam scores.
"""

from dataclasses import dataclass

from bot.quality.rating import Group, Signal


@dataclass(frozen=True, slots=True)
class Weight:
    """What one signal may add, and why it is looked at."""

    group: Group
    points: float
    source: str


WEIGHTS: dict[str, Weight] = {
    # page
    "spam_words": Weight("page", 65, "Moz: poison words; Google: low-value content made for links"),
    "link_selling": Weight("page", 75, "Google: buying or selling links, guest posts with optimised anchors"),
    "spam_wording": Weight("page", 65, "Google: low-value content made for links; learnt from examples of such pages"),
    "sober_wording": Weight("page", -45, "news, advice and lessons name a trade without selling it; learnt likewise"),
    "promotion": Weight("page", 55, "Google: forum and comment spam; obfuscated brands, calls to click and join"),
    "bad_neighbours": Weight("page", 40, "Semrush: suspicious external links; Moz: domains linked"),
    "hidden_text": Weight("page", 30, "Google: hidden text and links"),
    "hidden_link": Weight("page", 20, "Google: hidden text and links"),
    "link_density": Weight("page", 15, "Semrush: high link density on the page; Moz: links to content"),
    "crowded_paragraph": Weight("page", 15, "Semrush: high link density in the paragraph"),
    "thin_text": Weight("page", 8, "Google: thin content; Moz: few words"),
    "repeated_text": Weight("page", 35, "Google: scaled and scraped content, keyword stuffing"),
    "parked": Weight("page", 50, "Google: expired-domain abuse; Semrush: harmful environment"),
    "gateway": Weight("page", 55, "Google: doorway abuse, sneaky redirects; its log-in and register lead elsewhere"),
    "doorway_chain": Weight("page", 30, "Google: doorway abuse, several domains for regions or cities"),
    "exchange_page": Weight("page", 35, "Google: excessive exchanges, low-quality directories"),
    "poor_placement": Weight("page", 12, "Google: comments, signatures, footers and templates; Semrush: sitewide"),
    # anchor
    "spam_anchor": Weight("anchor", 40, "Semrush: money anchor; Google: optimised anchors"),
    "money_anchor": Weight("anchor", 12, "Semrush: money anchor"),
    "odd_anchor": Weight("anchor", 8, "Semrush: empty or symbol anchor"),
    # domain
    "spam_name": Weight("domain", 90, "Moz: poison words in the name; public lists of spam domains"),
    "spam_spelling": Weight("domain", 46, "Moz: poison words in the name; learnt from public lists, see docs"),
    "spam_path": Weight("domain", 40, "Moz: poison words and length of the URL"),
    "cheap_suffix": Weight("domain", 15, "Semrush: spam TLD; Spamhaus' and SURBL's yearly rankings"),
    "random_name": Weight("domain", 12, "Moz: ratio of vowels to consonants"),
    "digits": Weight("domain", 8, "Moz and Semrush: numerals in the name"),
    "hyphens": Weight("domain", 8, "Moz: hyphens in the name"),
    "long_name": Weight("domain", 6, "Moz and Semrush: length of the name"),
    "homograph": Weight("domain", 45, "Unicode TR 39: mixed scripts, a name that only looks Latin"),
    "block_listed": Weight("domain", 60, "Spamhaus, SURBL, URIBL, URLhaus and local lists"),
    "reputable_suffix": Weight("domain", -40, "suffixes that are given only to who proves a status"),
    "plain_page": Weight("domain", -45, "a name proves little: a page that was read and is clean speaks against it"),
    "well_known": Weight("domain", -30, "a high place in a rank list; disavow lists hold mistakes"),
    # network
    "shared_owner": Weight("network", 35, "Semrush: same analytics or ad id; Google: link schemes"),
    "shared_address": Weight("network", 15, "Semrush: same IP"),
    "shared_template": Weight("network", 20, "Semrush: mirror pages"),
    "shared_title": Weight("network", 20, "Semrush: same title"),
    # profile
    "link_burst": Weight("profile", 12, "Google: automated programs; a burst of new links"),
    "anchor_overused": Weight("profile", 15, "Semrush: frequent anchor; Google: optimised anchors"),
    "sitewide": Weight("profile", 12, "Google: widely distributed templates; Semrush: sitewide"),
    # the team's own word
    "team_says_toxic": Weight("profile", 100, "feedback of the team"),
    "team_says_fine": Weight("profile", -400, "feedback of the team, or its whitelist"),
}

WORTH_NAMING = 0.02  # values below this are noise and would only fill the list


def signal(name: str, value: float, evidence: str) -> Signal | None:
    """A signal of the table with its value (cut to 0-1), or None when there is nothing to say."""
    value = round(min(1.0, max(0.0, value)), 3)
    if value < WORTH_NAMING:
        return None
    weight = WEIGHTS[name]
    return Signal(name=name, group=weight.group, weight=weight.points, value=value, evidence=evidence)
