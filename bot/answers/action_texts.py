"""What is said where nothing is looked up: actions, refusals, help."""

from typing import Any

from bot.answers import period_moments
from bot.answers.answer import Style
from bot.answers.scope import Declined
from bot.answers.understanding import Kind, Understanding

FIRST_QUESTIONS = ("which links did we lose last week?", "how are our backlinks doing?", "is buying links ok?")
HELP = (
    "Ask me in plain words about your links, or about links in general. For example: “which links did we lose last "
    "week?”, “how many dofollow links does example.com have?”, “is spammy.example toxic?”, “should I disavow bad "
    "links?”. `help` lists my commands."
)
_INSTEAD = (
    "I can tell you about your team's backlinks, or about links in general: try “which links did we lose last week?”"
)
_DECLINING = {
    Declined.MISUSE: f"I cannot do that. {_INSTEAD}.",
    Declined.OTHERS: f"I only know the data of this server, and only for this server. {_INSTEAD}.",
    Declined.BUYING: (
        "I do not help to buy, sell or spam links: it breaks Google's spam policies. "
        "I can tell you how links are earned: try “how do I get quality backlinks?”."
    ),
    Declined.DESTRUCTIVE: "I do not delete data on a question. An admin can use `unwatch` for a single site.",
    Declined.SMALLTALK: f"Hello! {_INSTEAD}.",
    Declined.OUT_OF_SCOPE: f"That is beyond what I know. {_INSTEAD}.",
}
_KNOWN_INSTEAD = "I know your links themselves: their number, quality, authority, relevance, toxicity and what changed."


def declining(reason: str) -> str:
    """One friendly sentence, and what can be asked instead. Repeats nothing of the question."""
    return _DECLINING.get(Declined(reason), _DECLINING[Declined.OUT_OF_SCOPE])


def unanswerable(asked: Understanding) -> str:
    """Why a number is not known, and what is known instead."""
    metric = str(asked.slots.get("metric", ""))
    if metric in {"count", "lost", "new", "toxicity", "quality"}:
        return f"**I cannot tell the future.** {_KNOWN_INSTEAD} “link growth over the last 6 months” shows the trend."
    if metric in {"moz_da", "ahrefs_dr", "semrush_as", "trust_flow", "page_authority", "spam_score", "pagerank"}:
        return (
            f"**I do not have that score**: it belongs to another vendor, and Google does not use it. {_KNOWN_INSTEAD}"
        )
    return f"**I do not measure that.** Google Search Console or your analytics do. {_KNOWN_INSTEAD}"


def command_of(asked: Understanding) -> str:  # noqa: PLR0911  # one return a case
    """The command, without prefix, that does what was asked; "" when something needed is missing."""
    slots = asked.slots
    if asked.intent in {"add_domain", "remove_domain"}:
        word = "watch" if asked.intent == "add_domain" else "unwatch"
        return f"{word} {slots['domain']}" if slots.get("domain") else ""
    if asked.intent == "add_link":
        where = slots.get("url") or slots.get("source")
        return f"add {where}" if where else ""
    if asked.intent == "recheck":
        return " ".join(filter(None, ("check", slots.get("url") or slots.get("domain") or slots.get("source"))))
    if asked.intent == "mute_alerts":
        return f"mute {_duration(slots)}".strip()
    if asked.intent == "set_channel":
        return f"alerts #{slots['channel']}" if slots.get("channel") else ""
    if asked.intent in {"export_links", "export_disavow"}:
        word = "export" if asked.intent == "export_links" else "disavow"
        return " ".join(filter(None, (word, slots.get("domain"))))
    return ""


def _duration(slots: dict[str, Any]) -> str:
    words = str(slots.get("period", ""))
    return words.removeprefix("next_").replace("_", " ") if words.startswith("next_") else ""


_DOES = {
    "add_domain": "starts watching the domain",
    "remove_domain": "stops watching the domain and forgets its links",
    "add_link": "puts the link on watch",
    "recheck": "looks at the links now",
    "mute_alerts": "sends no alerts for a while",
    "set_channel": "chooses the channel for alerts",
    "export_links": "gives you the links as a CSV file",
    "export_disavow": "gives you a disavow file for Google. Most sites never need one: ask “when should I disavow?”",
}
_MISSING = {
    "add_domain": "Which domain? Type `watch example.com`.",
    "remove_domain": "Which domain? Type `unwatch example.com`.",
    "add_link": "Which link? Type `add` and the address of the page that links to you.",
    "set_channel": "Which channel? Type `alerts #channel`.",
}


def explained(asked: Understanding, style: Style) -> str:
    """What an action would do, and by which command. Nothing has been done yet."""
    command = command_of(asked)
    assert asked.intent is not None
    if not command:
        return _MISSING[asked.intent]
    notes = " ".join(style.plain(note) for note in asked.notes)
    return " ".join(filter(None, (f"{style.code(command)} {_DOES[asked.intent]}.", notes)))


def in_words(reading: Understanding) -> str:
    """A reading as one would say it, for choosing between several."""
    what = (reading.intent or reading.kind.value).replace("_", " ")
    if reading.kind is Kind.ACTION:
        what = command_of(reading) or what
    said = [what]
    for key, word in (("domain", "of"), ("source", "from"), ("url", "on")):
        if (name := reading.slots.get(key)) and str(name) not in what:
            said.append(f"{word} {name}")
    if period := reading.slots.get("period"):
        said.append(period_moments.in_words(period))
    return " ".join(said)
