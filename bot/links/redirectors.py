"""Links that go through a redirector: the address they lead to is in their own query or path, plain or in base64.

Only services that are known to send the visitor on count, and addresses such as `/go?url=…` that say so. Share
buttons, log-in pages and advertisements carry addresses in their query too, and are no links to those.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from urllib.parse import unquote

import ada_url

from bot.links.urls import host_of, path_of, registrable

# host (or registrable domain) -> (path, parameters that hold the address)
_SERVICES: dict[str, tuple[str, tuple[str, ...]]] = {
    "google.com": (r"/url", ("q", "url")),
    "l.facebook.com": (r"/l\.php", ("u",)),
    "lm.facebook.com": (r"/l\.php", ("u",)),
    "l.instagram.com": (r"/.*", ("u",)),
    "l.messenger.com": (r"/l\.php", ("u",)),
    "l.threads.com": (r"/.*", ("u",)),
    "l.threads.net": (r"/.*", ("u",)),
    "youtube.com": (r"/redirect", ("q",)),
    "out.reddit.com": (r"/.*", ("url",)),
    "linkedin.com": (r"/(?:redir/redirect|safety/go|redirect)", ("url",)),
    "t.umblr.com": (r"/redirect", ("z",)),
    "vk.com": (r"/away\.php", ("to",)),
    "ok.ru": (r"/dk", ("st.link",)),
    "steamcommunity.com": (r"/linkfilter/?", ("url", "u")),
    "slack-redir.net": (r"/link", ("url",)),
    "exit.sc": (r"/", ("url",)),
    "disq.us": (r"/(?:url|\?)?", ("url",)),
    "go.skimresources.com": (r"/", ("url",)),
    "redirect.viglink.com": (r"/", ("u",)),
    "duckduckgo.com": (r"/l/", ("uddg",)),
    "href.li": (r"/", ("",)),
    "anon.to": (r"/", ("",)),
    "anonym.to": (r"/", ("",)),
    "safelinks.protection.outlook.com": (r"/.*", ("url",)),
    "urldefense.com": (r"/v2/url", ("u",)),
    "link.zhihu.com": (r"/", ("target",)),
    "link.juejin.cn": (r"/", ("target",)),
    "link.csdn.net": (r"/", ("target",)),
    "links.jianshu.com": (r"/go", ("to",)),
    "douban.com": (r"/link2/?", ("url",)),
    "weibo.cn": (r"/sinaurl", ("u", "toasturl")),
    "medium.com": (r"/r/", ("url",)),
    "habr.com": (r"/.*out/?", ("url",)),
    "pinterest.com": (r"/offsite/?", ("url",)),
    "quora.com": (r"/_/redirect", ("url",)),
    "getpocket.com": (r"/redirect", ("url",)),
    "bing.com": (r"/ck/a", ("u",)),
    "deviantart.com": (r"/users/outgoing", ("",)),
    # networks of advertisers: their links are paid for, and lead there all the same
    "awin1.com": (r"/(?:cread|awclick)\.php", ("ued", "p")),
    "linksynergy.com": (r"/(?:deeplink|link|fs-bin/click)", ("murl", "RD_PARM1")),
    "rover.ebay.com": (r"/rover/.*", ("mpre",)),
    "tradedoubler.com": (r"/click", ("url",)),
    "admitad.com": (r"/.*", ("ulp",)),
    "shareasale.com": (r"/[rm](?:-\w+)?\.cfm", ("urllink",)),
    "webgains.com": (r"/click\.html", ("wgtarget",)),
    "digidip.net": (r"/visit", ("url",)),
    "partner-ads.com": (r"/.*", ("htmlurl",)),
    "sjv.io": (r"/.*", ("u",)),
    "pxf.io": (r"/.*", ("u",)),
    "anrdoezrs.net": (r"/.*", ("url",)),
    "dpbolvw.net": (r"/.*", ("url",)),
    "jdoqocy.com": (r"/.*", ("url",)),
    "kqzyfj.com": (r"/.*", ("url",)),
    "tkqlhce.com": (r"/.*", ("url",)),
}
_WORDS = (
    r"(?:go|goto|out|outbound|outgoing|exit|away|leave|leaving|redirect|redirect[-_]to|redirector|redir|jump|visit|"
    r"forward|external|ext|click|link|link-?out|out-?link|proxy|r)(?:\.\w{2,5})?"
)
_SAYS_SO = re.compile(rf"/(?:[\w-]+/)*{_WORDS}/?", re.IGNORECASE)
_HOSTS_THAT_SAY_SO = frozenset(("out", "go", "goto", "click", "redirect", "redir", "exit", "away"))
_ELSEWHERE = re.compile(
    r"(?:^|/)(?:share|sharer|login|signin|sso|oauth\w*|auth|api|save|submit|add)(?:[/.]|$)", re.IGNORECASE
)
_IN_PATH = re.compile(rf"/(?:[\w-]+/)*?{_WORDS}/(?P<rest>.+)", re.IGNORECASE)
_YAHOO = re.compile(r"/RU=(?P<rest>[^/]+)/")
_PARAMETERS = (
    *("url", "u", "to", "target", "dest", "destination", "link", "goto", "out", "href", "site", "uri", "redirect"),
    *("redirect_url", "q", "l", "ref_url", "link_url", "outurl", "exturl"),
)
_HOME_PARAMETERS = ("goto", "outurl", "exturl", "redirect_to_external")  # of a page's own `/?goto=…`
# where a page's own redirector keeps the addresses to itself: `/go/offer`, `/out.php?id=7`
_OWN_DOOR = re.compile(
    r"/(?:[\w-]+/)?(?:go|goto|out|outbound|outgoing|exit|away|leave|redirect|redir|recommends?|refer|click)"
    r"(?:/[^/]+/?|\.(?:php|aspx?|cgi))$",
    re.IGNORECASE,
)
SHORTENERS = frozenset((
    "adf.ly", "amzn.to", "bit.do", "bit.ly", "bitly.com", "bl.ink", "buff.ly", "chilp.it", "clck.ru",
    "cutt.ly", "dlvr.it", "fb.me", "geni.us", "goo.gl", "hubs.ly", "hyperurl.co", "ift.tt", "is.gd",
    "j.mp", "lc.cx", "lnkd.in", "mcaf.ee", "n9.cl", "ow.ly", "po.st", "prf.hn", "qr.ae", "rb.gy",
    "rebrand.ly", "s.id", "shorte.st", "short.io", "shorturl.at", "smarturl.it", "snip.ly", "soo.gd",
    "t.co", "t.cn", "t.ly", "t1p.de", "tiny.cc", "tiny.one", "tinyurl.com", "tr.im", "trib.al", "u.to",
    "url.cn", "urlr.me", "urlz.fr", "v.gd", "vk.cc", "vk.sv", "wp.me", "x.gd", "zpr.io", "zurl.co",
))  # fmt: skip
_MAYBE_OPAQUE = re.compile(
    r"//(?:www\.)?[\w.]{4,12}/|(?:^|/)(?:go|goto|out|outbound|outgoing|exit|away|leave|redirect|redir|recommends?|refer|click)[/.]",
    re.IGNORECASE,
)
_BARE_ADDRESS = re.compile(r"(?://)?(?:[\w-]+\.)+[a-z]{2,}(?:[:/?#]|$)", re.IGNORECASE)  # such as `example.com/page`
_BASE64 = re.compile(r"(?:a1)?(aHR0c[\w+/-]{8,}=*)")  # of `http…`; Bing writes `a1` before it
_GOOGLE = re.compile(r"(?:www\.)?google(?:\.[a-z]{2,3}){1,2}")


def behind(url: str, page_host: str) -> str | None:
    """The http(s) address that a redirecting link leads to; None when `url` is no such link.

    `page_host` is the host of the page it stands on: a redirector of the page's own site is believed more readily.
    """
    host = host_of(url)
    try:
        parts = ada_url.parse_url(url, attributes=("pathname", "search"))
    except (ValueError, UnicodeError):
        return None
    path, query = str(parts["pathname"]), str(parts["search"])[1:]
    return next((target for value in _values(host, path, query, page_host) if (target := _address(value))), None)


def may_be_opaque(href: str) -> bool:
    """False when a link surely says where it leads: a quick look for `is_opaque`."""
    return _MAYBE_OPAQUE.search(href) is not None


def is_opaque(url: str, page_host: str) -> bool:
    """True when only its server knows where a link leads: that of a shortener, or a redirector of the page's own."""
    host = host_of(url)
    path = path_of(url)
    if host.removeprefix("www.") in SHORTENERS:
        return len(path) > 1
    if registrable(host) != registrable(page_host):
        return False
    return _OWN_DOOR.fullmatch(path) is not None and ("." not in path or "?" in url)


def _values(host: str, path: str, query: str, page_host: str) -> Iterator[str]:
    """What may be the address, of a link that is known to lead on."""
    own = registrable(host) == registrable(page_host)
    parameters = _of_service(host, path)
    says_so = _SAYS_SO.fullmatch(path) or (path == "/" and host.partition(".")[0] in _HOSTS_THAT_SAY_SO)
    if not parameters and says_so and not _ELSEWHERE.search(path):
        parameters = _PARAMETERS
    given = ada_url.URLSearchParams(query)
    if own and not parameters:
        goes = given.get("do") == "go" or given.get("action") in ("go", "redirect")
        parameters = _PARAMETERS if goes else _HOME_PARAMETERS
    yield from (given.get(parameter) if parameter else query for parameter in parameters if query)
    within = _IN_PATH.fullmatch(path) if own else (_YAHOO.search(path) if host == "r.search.yahoo.com" else None)
    if within:
        rest = within["rest"]
        yield f"{rest}?{query}" if query and rest.startswith("http") else rest


def _of_service(host: str, path: str) -> tuple[str, ...]:
    name = "google.com" if _GOOGLE.fullmatch(host) else host.removeprefix("www.")
    while name.count(".") >= 1:
        service = _SERVICES.get(name)
        if service and re.fullmatch(service[0], path):
            return service[1]
        name = name.partition(".")[2]
    return ()


def _address(value: str) -> str | None:
    if encoded := _BASE64.fullmatch(value):
        value = _from_base64(encoded[1])
    elif value[:12].lower().startswith(("http%3a", "https%3a")):  # encoded twice
        value = unquote(value)
    value = re.sub(r"^(https?:)/(?=[^/])", r"\1//", value)  # servers fold the slashes of a path
    if not value.lower().startswith(("http://", "https://")):
        if not _BARE_ADDRESS.match(value):
            return None
        value = f"http://{value.removeprefix('//')}"
    try:
        return ada_url.normalize_url(value)
    except (ValueError, UnicodeError):
        return None


def _from_base64(text: str) -> str:
    standard = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(standard + "=" * (-len(standard) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
