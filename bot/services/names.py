"""A domain as people type it -> the name under which its site is stored."""

import re

from bot.errors import UserError
from bot.exchange.addresses import read_place, registrable
from bot.reports.render import code

EXAMPLE = "Type a domain like `example.com`."
WRAPPING = " \t\n<>`\"'*_()[]{},;"  # what people and Discord put around a pasted domain
LABEL = re.compile(r"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$")  # RFC 1123
EMAIL = re.compile(r"^[^@/\s]+@[^@/\s]+\.[^@/\s]+$")
MAX_DOMAIN_LENGTH = 253  # RFC 1035


def site_domain(text: str) -> str:
    """The domain in ASCII and lower case, without scheme, path, `www.` and trailing dot.

    `https://www.Bücher.de/x` -> `xn--bcher-kva.de`. Subdomains stay: `blog.example.com` is a site of its own. Raises
    UserError with a sentence for everything that cannot be watched.
    """
    typed = text.strip(WRAPPING)
    if not typed:
        raise UserError(f"Which domain? {EXAMPLE}")
    if EMAIL.match(typed):
        raise UserError(f"{code(typed)} is an e-mail address. {EXAMPLE}")
    place = read_place(typed)
    if place is None:
        raise UserError(f"{code(typed)} is not a domain. {EXAMPLE}")
    if place.is_address:
        raise UserError(f"{code(place.host)} is an IP address; I watch domains. {EXAMPLE}")
    return _checked(place.host.rstrip("."), typed)


def _checked(host: str, typed: str) -> str:
    domain = host.removeprefix("www.") if registrable(host.removeprefix("www.")) else host
    well_formed = len(domain) <= MAX_DOMAIN_LENGTH and all(LABEL.match(label) for label in domain.split("."))
    if not well_formed or "." not in domain:
        raise UserError(f"{code(typed)} is not a domain. {EXAMPLE}")
    if registrable(domain) is None:
        if registrable(f"name.{domain}"):
            raise UserError(
                f"{code(domain)} is an ending that many sites share. Type the whole domain, like `example.{domain}`."
            )
        raise UserError(f"{code(typed)} has an ending that does not exist. {EXAMPLE}")
    return domain
