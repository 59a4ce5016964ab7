"""Signals of how a page is made: its neighbours, what it hides, how crowded it is, where the link stands."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from bot.links.marks import PARKED_PHRASES
from bot.links.urls import host_of, registrable
from bot.quality.names import spam_words_in, spelled
from bot.quality.rating import Signal
from bot.quality.texts import is_spam_phrase
from bot.quality.view import Neighbour, PageView
from bot.quality.weights import signal
from storage.words import Placement

BAD_NAME = 0.5  # share of `spam_name` from which a neighbour is bad
LOOKED_AT = 300  # leaving links of a page
CROWD = 3  # links before and after ours that are looked at
THIN = 400  # characters
MANY_LINKS = 40
FEWEST_CHAINED = 4  # linked domains that say the same word
MOST_CHAINED = 0.5  # share of the linked domains that do
LINK_DENSE = 0.25  # share of a page's characters that are anchors of leaving links

_POOR = {
    Placement.SIGNATURE: 1.0, Placement.COMMENT: 0.8, Placement.FOOTER: 0.7, Placement.SIDEBAR: 0.5,
    Placement.HEADER: 0.3, Placement.NAVIGATION: 0.3,
}  # fmt: skip
_LONG_WORD = re.compile(r"\w{4,}")
_ENTRY = re.compile(  # words by which one enters a site
    r"\b(log ?in|sign ?(in|up)|register|join( now| us)?|play now|daftar|gabung|masuk|klaim|login|đăng (ký|nhập)|"
    r"giri\u015f|kay\u0131t ol|\u00fcye ol|registrarse|regístrate|entrar|cadastr\w+|"
    r"s'inscrire|connexion|anmelden|registrieren|"
    r"registrati|accedi|zaloguj|zarejestruj\w*|вход|войти|регистрация|зарегистрир\w+)\b|"
    r"登录|注册|立即开户|ログイン|登録|가입|로그인|สมัคร|ทางเข้า|سجل|تسجيل|रजिस्टर|लॉगिन",
    re.IGNORECASE,
)
_EXCHANGE = re.compile(
    r"\b(link exchange|exchange links|link partners?|partner links|links? (page|directory|list)|web director|"
    r"site director|"
    r"business directory|add (your )?(url|link|site)|submit (your )?(url|link|site)|free director|bookmarks?|"
    r"backlink list|"
    r"linkpartner|linktausch|échange de liens|scambio link|intercambio de enlaces|каталог сайтов|"
    r"обмен ссылками|友情链接)\b",
    re.IGNORECASE,
)


def page_signals(view: PageView, own: Neighbour | None, placement: Placement | None) -> Iterator[Signal | None]:
    """The signals of a page's make. `own` is the link that is rated, when it was found there."""
    others = [link for link in view.leaving[:LOOKED_AT] if link is not own]
    yield _neighbours(others, own)
    yield _hidden(others)
    yield _density(view)
    yield _exchange(view)
    yield _gateway(view)
    yield _chain(others)
    yield signal("parked", bool(PARKED_PHRASES.search(f"{view.title} {view.text[:2000]}")), "Looks parked or for sale.")
    if 0 < view.text_length < THIN and view.leaving:
        yield signal("thin_text", 1 - view.text_length / THIN, f"Only {view.text_length} characters of text.")
    if own and placement is Placement.CONTENT:
        yield _crowded(view, own)


def placement_signals(placement: Placement | None, *, hidden: bool) -> Iterator[Signal | None]:
    """The signals of where the link stands."""
    if hidden or placement is Placement.HIDDEN:
        yield signal("hidden_link", 1, "Visitors cannot see the link.")
    elif placement in _POOR:
        yield signal("poor_placement", _POOR[placement], f"The link stands in a {placement.value}.")


def is_bad_neighbour(link: Neighbour) -> bool:
    """True for a link whose target's name or whose anchor is spam vocabulary."""
    names = spam_words_in(link.domain)
    return sum(share for _, share in names.values()) >= BAD_NAME or is_spam_phrase(link.anchor) is not None


def _neighbours(others: Sequence[Neighbour], own: Neighbour | None) -> Signal | None:
    own_domain = own.domain if own else ""
    by_domain: dict[str, Neighbour] = {}
    for link in others:
        by_domain.setdefault(link.domain, link)
    by_domain.pop(own_domain, None)
    bad = [domain for domain, link in by_domain.items() if is_bad_neighbour(link)]
    share = len(bad) / len(by_domain) if by_domain else 0.0
    value = min(1.0, len(bad) / 5) * min(1.0, share / 0.3)
    return signal("bad_neighbours", value, f"{len(bad)} of {len(by_domain)} linked domains: {', '.join(bad[:3])}.")


def _hidden(others: Sequence[Neighbour]) -> Signal | None:
    hidden = {link.domain for link in others if link.hidden and is_bad_neighbour(link)}
    return signal("hidden_text", len(hidden) / 3, f"Hidden links to {', '.join(sorted(hidden)[:3])}.")


def _density(view: PageView) -> Signal | None:
    if len(view.leaving) < MANY_LINKS:
        return None
    share = sum(len(link.anchor) for link in view.leaving) / max(view.text_length, 1)
    return signal(
        "link_density",
        (share - LINK_DENSE) / 0.5,
        f"{len(view.leaving)} links leave the page, {share:.0%} of its text.",
    )


def _gateway(view: PageView) -> Signal | None:
    """A page whose own log-in, register or join lead to one foreign domain: it stands in for that site."""
    entries: dict[str, list[str]] = {}
    for link in view.leaving:
        if _ENTRY.search(link.anchor) and not _related(link, view.url):
            entries.setdefault(link.domain, []).append(link.anchor)
    if not entries:
        return None
    domain, anchors = max(entries.items(), key=lambda found: len(found[1]))
    quoted = ", ".join(f"“{anchor[:30]}”" for anchor in dict.fromkeys(anchors))
    different = len({anchor.lower() for anchor in anchors})
    return signal("gateway", min(len(anchors) / 5, (different - 1) / 3), f"{quoted} lead to {domain}.")


def _related(link: Neighbour, url: str) -> bool:
    """Whether a link's domain carries the name of its page's site, or the other way round."""
    here, there = spelled(registrable(host_of(url))), spelled(link.domain)
    return here in there or there in here


def _chain(others: Sequence[Neighbour]) -> Signal | None:
    """One trade's word in the anchors and in the names of most linked domains: doorways that link each other."""
    shared: Counter[str] = Counter()
    by_domain = {link.domain: link for link in others if link.anchor}
    for domain, link in by_domain.items():
        shared.update({word for word in _LONG_WORD.findall(link.anchor.lower()) if word in domain})
    if not shared:
        return None
    word, number = shared.most_common(1)[0]
    if number < FEWEST_CHAINED or number < len(by_domain) * MOST_CHAINED:
        return None
    return signal("doorway_chain", number / 6, f"{number} of {len(by_domain)} linked names and anchors say “{word}”.")


def _exchange(view: PageView) -> Signal | None:
    found = _EXCHANGE.search(f"{view.title} {view.url.replace('-', ' ')} {view.text[:300]}")
    if not found or len({link.domain for link in view.leaving}) < MANY_LINKS / 4:
        return None
    return signal("exchange_page", 1, f"“{found[0]}” and {len(view.leaving)} links that leave the page.")


def _crowded(view: PageView, own: Neighbour) -> Signal | None:
    """Links to other domains right beside ours in the text: a list that was sold or exchanged, not a mention."""
    place = view.leaving.index(own)
    beside = view.leaving[max(0, place - CROWD) : place] + view.leaving[place + 1 : place + 1 + CROWD]
    text = view.text
    here = text.find(own.anchor) if own.anchor else -1
    near = [link for link in beside if link.anchor and here >= 0 and abs(text.find(link.anchor) - here) < 300]  # noqa: PLR2004  # characters: about a paragraph
    domains = {link.domain for link in near} - {own.domain}
    return signal("crowded_paragraph", (len(domains) - 2) / 3, f"{len(domains)} other domains beside the link.")
