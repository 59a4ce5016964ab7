"""What is said where nothing is looked up: actions, refusals, help."""

from collections.abc import Sequence

from bot.answers import period_moments
from bot.answers.answer import Style
from bot.answers.scope import Declined
from bot.answers.understanding import Understanding
from storage.records import Site

FIRST_QUESTIONS = ("which links did we lose last week?", "how are our backlinks doing?", "is buying links ok?")
HELP = (
    "Ask me in plain words about your links, or about links in general. For example: “which links did we lose last "
    "week?”, “how many dofollow links does example.com have?”, “is spammy.example toxic?”, “should I disavow bad "
    "links?”. `help` lists my commands."
)
_INSTEAD = (
    "I can tell you about your team's backlinks, or about links in general: try “which links did we lose last week?”"
)
_NO_SPAM = (
    "I do not help to buy, sell or spam links: it breaks Google's spam policies. "
    "I can tell you how links are earned: try “how do I get quality backlinks?”."
)
_DECLINING = {
    Declined.MISUSE: f"I cannot do that. {_INSTEAD}.",
    Declined.OTHERS: f"I only know the data of this server, and only for this server. {_INSTEAD}.",
    Declined.BUYING: _NO_SPAM,
    Declined.SPAMMING: _NO_SPAM,
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


def not_watched(domain: str, known: Sequence[Site], style: Style) -> str:
    """That nothing is known of a domain, what is watched instead, and how to watch it."""
    watched = ", ".join(style.code(site.domain) for site in known[:5]) or "nothing yet"
    return (
        f"{style.code(domain)} is not watched here, so I know nothing of its links. Watched: {watched}. "
        f"{style.code(f'watch {domain}')} adds it."
    )


def no_link_from(source: str, style: Style) -> str:
    """That there is nothing to check."""
    return f"I know of no link from {style.code(source)}. Type `add` and the address of its page to put it on watch."


_DOES = {
    "watch": "starts watching the domain",
    "unwatch": "stops watching the domain and forgets its links; it asks once more before it does",
    "add": "puts the link on watch",
    "check": "looks at the links now",
    "mute": "sends no alerts for that time. Checks go on",
    "unmute": "sends alerts again",
    "alerts": "sends alerts and the weekly summary to that channel",
    "digest": "sets when the weekly summary comes",
    "export": "gives you all links of the site as a CSV file, with status, credit and ratings to filter by",
    "disavow": "gives you a disavow file for Google. Most sites never need one: ask “when should I disavow?”",
    "disavow_add": "puts it in your disavow file. Most sites never need one: ask “when should I disavow?”",
}
_MISSING = {
    "add_domain": "Which domain? Type `watch example.com`.",
    "remove_domain": "No site is watched here yet.",
    "add_link": "Which link? Type `add` and the address of the page that links to you.",
    "set_channel": "Which channel? Type `alerts #channel`.",
}
_NO_SITE = "No site is watched here yet. `watch example.com` begins."


def explained(asked: Understanding, commands: Sequence[str], style: Style) -> str:
    """What an action would do, and by which command. Nothing has been done yet."""
    assert asked.intent is not None
    notes = " ".join(style.plain(note) for note in asked.notes)
    if not commands:
        return _MISSING.get(asked.intent, _NO_SITE)
    does = _DOES[commands[0].split(" ", 1)[0]]
    if commands == ("mute",):
        does = "sends no alerts until you type `unmute`. Checks go on"
    named = " or ".join(style.code(command) for command in commands)
    lead = "Which one? " if len(commands) > 1 else ""
    return " ".join(filter(None, (f"{lead}{named} {does}.", notes)))


_AS_ASKED = {  # the other intents are called as one asks for them: "list lost", "top links"
    "link_status": "is the link still live",
    "link_quality": "quality of the link",
    "link_relevance": "relevance of the link",
    "why_flagged": "why is it flagged",
    "check_toxicity": "is it toxic",
    "find_source": "do we have links",
    "trend": "link growth",
    "compare": "compare our sites",
    "list_domains": "which domains are watched",
}


def in_words(reading: Understanding) -> str:
    """A reading as one would say it, for choosing between several."""
    intent = reading.intent or reading.kind.value
    said = [_AS_ASKED.get(intent, intent.replace("_", " "))]
    for key, word in (("domain", "of"), ("source", "from"), ("url", "on")):
        if name := reading.slots.get(key):
            said.append(f"{word} {name}")
    if period := reading.slots.get("period"):
        said.append(period_moments.in_words(period))
    return " ".join(said)
