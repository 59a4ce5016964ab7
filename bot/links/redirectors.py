"""Links that go through a redirector: the address they lead to is in their own query.

Only services that are known to send the visitor on, and a page's own `/go?url=…`, count. Share buttons, log-in
pages and advertisements carry addresses in their query too, and are no links to those.
"""

import re

import ada_url

from bot.links.urls import host_of, registrable

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
    "deviantart.com": (r"/users/outgoing", ("",)),
}
_OWN_PATH = re.compile(
    r"/(?:[\w-]+/)*(?:go|goto|out|outbound|outgoing|exit|away|leave|leaving|redirect|redirect[-_]to|redirector|redir|jump|visit|forward|external|ext|click|link|link-?out|out-?link|r)(?:\.\w{2,5})?/?",
    re.IGNORECASE,
)
_OWN_PARAMETERS = (
    "url",
    "u",
    "to",
    "target",
    "dest",
    "destination",
    "link",
    "goto",
    "out",
    "href",
    "site",
    "uri",
    "redirect",
    "redirect_url",
)
_BARE_ADDRESS = re.compile(r"(?://)?(?:[\w-]+\.)+[a-z]{2,}(?:[:/?#]|$)", re.IGNORECASE)  # such as `example.com/page`
_GOOGLE = re.compile(r"(?:www\.)?google(?:\.[a-z]{2,3}){1,2}")


def behind(url: str, page_host: str) -> str | None:
    """The http(s) address that a redirecting link leads to; None when `url` is no such link.

    `page_host` is the host of the page it stands on: a redirector of the page's own site is believed by its name.
    """
    if "?" not in url:
        return None
    host = host_of(url)
    try:
        parts = ada_url.parse_url(url, attributes=("pathname", "search"))
    except (ValueError, UnicodeError):
        return None
    path, query = str(parts["pathname"]), str(parts["search"])[1:]
    for parameter in _parameters(host, path, page_host):
        target = _address(query, parameter)
        if target:
            return target
    return None


def _parameters(host: str, path: str, page_host: str) -> tuple[str, ...]:
    name = "google.com" if _GOOGLE.fullmatch(host) else host.removeprefix("www.")
    while name.count(".") >= 1:
        service = _SERVICES.get(name)
        if service and re.fullmatch(service[0], path):
            return service[1]
        name = name.partition(".")[2]
    if registrable(host) == registrable(page_host) and _OWN_PATH.fullmatch(path):
        return _OWN_PARAMETERS
    return ()


def _address(query: str, parameter: str) -> str | None:
    value = query if not parameter else ada_url.URLSearchParams(query).get(parameter)
    if not value.lower().startswith(("http://", "https://")):
        if not _BARE_ADDRESS.match(value):
            return None
        value = f"http://{value.removeprefix('//')}"
    try:
        return ada_url.normalize_url(value)
    except (ValueError, UnicodeError):
        return None
