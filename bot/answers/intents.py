# ruff: noqa: E501, PLR2004  # patterns a line: wrapped ones are harder to read; the numbers are words or days
"""Which look-up or action a question means: one table of rules, tried from the most telling to the least."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.answers import filters, periods
from bot.answers.calendar_words import WEEKDAYS
from bot.answers.reading import HOST, QUOTE, UNWATCHED, WATCHED, Asked

Slots = dict[str, Any]
Test = Callable[[Asked], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """When `test` holds, the question means `intent`, this surely (0-1)."""

    intent: str
    test: Test
    confidence: float = 0.9


def _with(*needed: str, without: tuple[str, ...] = ()) -> Test:
    """A test: each of `needed` occurs ("a|b": one of them), none of `without`."""
    groups = [tuple(group.split("|")) for group in needed]

    def test(asked: Asked) -> bool:
        # "what are …" asks for a definition, but "what are our …" and "what is … since monday" do not
        barred = [concept for concept in without if concept != "define" or not _is_about_ours(asked)]
        return all(asked.has(*group) for group in groups) and not asked.has(*barred)

    return test


def _is_about_ours(asked: Asked) -> bool:
    return asked.has(HOST, "we") or (asked.has("define") and bool(periods.find(asked.text, _ANY_DAY)))


def _says(pattern: str, *needed: str, without: tuple[str, ...] = ()) -> Test:
    """A test: the plain text matches, and `_with(needed, without)`."""
    compiled = re.compile(pattern)
    also = _with(*needed, without=without)
    return lambda asked: bool(compiled.search(asked.text)) and also(asked)


def _two_hosts(asked: Asked) -> bool:
    """Two domains side by side, and not one that may link to the other."""
    one_links_to_the_other = asked.has(WATCHED) and asked.has(UNWATCHED) and asked.has("links_to", "link", "status")
    pages = any(host.url for host in asked.hosts)
    return len({host.domain for host in asked.hosts}) > 1 and (
        asked.has("compare") or not (pages or one_links_to_the_other)
    )


def _starts_with(*concepts: str, skip: int = 3) -> Test:
    """A test: one of the concepts stands among the first words, as an order does."""
    return lambda asked: any(not word.concepts.isdisjoint(concepts) for word in asked.words[:skip])


def _both(*tests: Test) -> Test:
    return lambda asked: all(test(asked) for test in tests)


def _not(test: Test) -> Test:
    return lambda asked: not test(asked)


_METRIC_OUTSIDE = _with("metric_external|metric_traffic|metric_ranking")
_ORDER_TO_CHECK = _says(
    r"^(?:please |pls |can you |could you |kannst du |bitte |por favor |svp )*(?:re ?check|check|scan|crawl|verify|test|prufe?|uberprufe?|comprueba|revisa|verifica|verifie|verifique)\b(?! (?:if|whether|ob|si|se|for|the status|status))"
)
_CHANNEL = r"#\w|\bchannel\b|\bkanal\b|\bcanal\b|\bsalon\b|<#\d+>"
_SUMMARY = (
    r"\b(?:report|digest|summary|recap|bericht|zusammenfassung|informe|resumen|rapport|resume|bilan|relatorio|resumo)\b"
)
_WHEN_ORDERED = (
    r"\b(?:on|every|each|to|at|for|am|jeden|um|los|cada|a las|le|chaque|tous les|a|as|toda|off|stop|disable|cancel)\b.*\b(?:"
    + "|".join(f"{day}s?" for day in WEEKDAYS)
    + r"|\d{1,2}(?::\d\d| ?am| ?pm|h| uhr))\b|\b(?:turn off|switch off|stop|disable|cancel)\b"
)
_LINKS_TO_US = r"\blink(?:s|ed|ing)? (?:back )?(?:to )?(?:us|our|me|my|@)|\bpoint(?:s|ing)? (?:to|at) (?:us|our|me|my|@)|\bmention(?:s|ed)? us|\b(?:auf|zu) uns\b|\buns\b|\bnos enlaza|\bnous\b|\bvers (?:nous|@)|\bpara nos\b|\ba nosotros\b|\bfrom\b|\bvon\b|\bauf\b|\bdesde\b|\bde @|\bfeature us|\breference us|\bcite us"
_FIRST_SEEN = _with("first_seen")

_ANY_DAY = datetime(2024, 1, 1)  # noqa: DTZ001  # only whether a period is named matters
_MAX_WORDS = 13
_NOT_COUNTED = ("should", "need", "metric_traffic", "metric_external", "metric_ranking", "how_often")
_NEEDED = _says(
    r"\b(?:per day|should|needed|enough|does google|do i need|is too|too many|safe|kostet|brauche|braucht|necesito|"
    r"faut il|preciso|magic|ideal|count (?:like|as|for|towards|more|less|when|if))\b|\bdoes (?:every|a|the|any|each)\b|\bcount$"
)
# A question about numbers that we lack is short and begins with what it wants; a story that names them is not one.
_WANTS = _says(
    r"^(?:and |so |please |hey )*(?:what|whats|which|how|show|give|tell|list|whos|who|our|where|when|da|dr|moz|pa|trust|"
    r"traffic|rankings?|authority|domain|page|predict|forecast|expected|is there|do we|are we|will we|wie|welche|que|cual|"
    r"cuant|combien|quel|quant|qual|was|can you|could you|do you|@)"
)
_STORY = _says(
    r"\b(?:says|said|went|fell|dropped|because|could it|does it|do i have|what happened|when will it count|drain|normal)\b"
)


def _is_short(asked: Asked) -> bool:
    return len(asked.words) <= _MAX_WORDS


def _names_a_change(asked: Asked) -> bool:
    """Whether it says what has changed, or when, or nothing but that."""
    named = asked.has("link", "anchor", "nofollow", "follow", "sponsored", "redirect", "we", "noindex", HOST)
    return named or len(asked.words) <= 3 or bool(periods.find(asked.text, _ANY_DAY))


def _names_a_kind_of_link(asked: Asked) -> bool:
    return bool(filters.find(asked))


def _names_what_is_ours(asked: Asked) -> bool:
    named = asked.has("link", "we", "domains", "toxic", "doing", HOST) or bool(asked.labels)
    return named or len(asked.words) <= 3


RULES: tuple[Rule, ...] = (
    # what the data cannot say
    Rule("unanswerable_from_data", _both(_WANTS, _not(_STORY), _is_short, _says(r"\b(?:will|going to|predict|forecast|expect|projected?|projection|next (?:month|week|year|quarter)|tomorrow|future|nachsten (?:monat|woche|jahr)|werden wir|proximo mes|proxima semana|prochain mois|mois prochain|mes que vem|tendremos|aurons|teremos)\b", "link|lost|new|toxic|quality|referring|count|trend|we", without=("mute", "how_often", "should", "add", "remove", "recheck", "disavow", "export", "alerts"))), 0.85),
    Rule("unanswerable_from_data", _both(_WANTS, _not(_STORY), _is_short, _both(_METRIC_OUTSIDE, _with(f"we|{HOST}", without=("should", "howto", "alerts", "channel", "referring", "export", "top")), _not(_says(r"\b(?:does|do|will|can|why|would|how (?:do|does|can|to|long)|help|affect|hurt|improve|increase|drop(?:ped)? after)\b(?! (?:(?:we|our|i|my)\b(?! need)|@\d+@)).*\b(?:rank|ranks|ranking|rankings|traffic|da|dr|authority|seo|google)\b|\bis\b.*\b(?:important|necessary|ranking factor)\b")))), 0.9),
    # orders
    Rule("unmute_alerts", _says(r"\bunmute\b|\b(?:turn|switch|put|get)\b.*\bon\b|\b(?:resume|reactivate|restart|enable|unpause|reanuda\w*|reactiva\w*|aktivier\w*|einschalten|reprends?|reprendre|reactive\w*|retome|retomar|reativ\w*|ative|ativar)\b", "alerts|mute", without=("how_often", "howto", "should")), 0.96),
    Rule("schedule", _both(_says(_SUMMARY), _says(_WHEN_ORDERED), _says(r"\b(?:send|post|set|set up|change|move|schedule|give|make|i want|we want|deliver|get|turn off|stop|disable|cancel|switch off|schick\w*|sende\w*|envia\w*|envoie\w*|manda\w*|poste\w*|publica\w*)\b", without=("how", "when", "which", "should"))), 0.94),
    Rule("mute_alerts", _both(_with("mute"), _not(_says(r"\bwatch|\btrack|\bmonitor")), _not(_with("link", without=("alerts",)))), 0.95),
    Rule("mute_alerts", _with("mute", "alerts"), 0.95),
    Rule("set_channel", _both(_says(_CHANNEL), _with("send_to|alerts|report|add|make")), 0.95),
    Rule("remove_domain", _both(_with("remove", HOST, without=("disavow", "add", "lost", "count", "link_status")), _not(_says(r"\b(?:did|why|when|who|was|were|have|has|which|what|how)\b|\bfrom the disavow|\blinks?\b.*\bremoved\b"))), 0.93),
    Rule("remove_domain", _says(r"^(?:please |pls |can you |could you )*(?:remove|delete|unwatch|untrack|stop (?:watching|tracking|monitoring)|drop) (?:the |our |my |this |that )?(?:domain|site|website)\b"), 0.85),
    Rule("remove_domain", _both(lambda asked: bool(asked.labels or asked.hosts), _says(r"^(?:please |pls |can you |could you )*(?:unwatch|untrack|unmonitor)\b|^(?:please |pls )*(?:stop (?:watching|tracking|monitoring)|remove|delete) \w+$|\b(?:dont|do not|no longer) (?:need|want)\b.*\b(?:anymore|any more|watched|monitored|tracked)\b|\bno longer need\b", without=("link", "alerts", "disavow", "export"))), 0.9),
    Rule("list_domains", _both(_with("domains", "watched"), _not(_says(r"^(?:please |pls |can you |could you |start |begin )*(?:watch|track|monitor|add)\b")), _with("show|which|count|all|have|you|we|watched", without=(HOST, "lost", "new", "toxic", "should"))), 0.95),
    Rule("list_domains", _both(_says(r"\b(?:list|show|all|which|what|how many|see|our|mis|mes|meine|unsere|nuestros|nossos|nos|welche|que|quais|quels|cuantos|wie viele|combien de|quantos)\b.{0,25}\b(?:domains|sites|websites|dominios|sitios|domaines|webseiten|seiten|webs|projects)\b(?: (?:do|are|we|you|have|has|is|there|in|on|added|here|registered|currently|set|up|tenemos|haben|wir|avons|nous|temos|the|list|configured|right|now|being|does|this|server|team|please|pls|i|got|ja|mostly))*$", without=(HOST, "toxic", "lost", "new", "referring", "links_to", "top", "worst", "link", "from", "linked", "most", "should", "relevance", "irrelevant")), _not(_says(r"\blink|\bquality\b"))), 0.9),
    Rule("list_domains", _says(r"\bwhat (?:are|do) (?:you|we) (?:watching|tracking|monitoring|watch|track|monitor)\b|\bwatch ?list\b|\bwhat is being (?:watched|monitored|tracked)\b|\bwas (?:uberwachst|beobachtest) du\b|\bque (?:surveilles|vigilas)\b", without=(HOST, "add", "remove")), 0.9),
    Rule("export_disavow", _with("disavow", "export|file|make|put|add|show|show", without=("should", "howto", "define", "affect", "google", "when", "why", "need")), 0.95),
    Rule("export_disavow", _says(r"\b(?:build|create|make|generate|give|get|need|want|download|export|prepare|put|add|send)\b.*\bdisavow\b|\bdisavow (?:file|list|txt)\b|\bdisavow (?:it|that|this|these|those|them|@\d+@)\b|^disavow\b|\bdisavow\W*$|\bfichier de desaveu\b|\barchivo (?:disavow|de rechazo)\b", "disavow", without=("should", "howto", "define", "affect", "can", "when", "why", "need")), 0.9),
    Rule("export_disavow", _both(_with("disavow", HOST, without=("should", "define", "howto")), _with("export|file|make|put|add|show|for")), 0.8),
    Rule("export_links", _both(_with("export", without=("define", "howto", "last_checked")), _not(_says(r"\bhistory of export"))), 0.95),
    Rule("last_checked", _says(r"^(?!.*\bsince (?:the |our |your |my )?(?:last|latest|previous)\b).*?(?:\blast time\b.*\b(?:check|crawl|scan|look|verif)\w*|\bwhen\b.*\b(?:last|latest|most recent)\b.*\b(?:check|crawl|scan|verif|visit|look|update|run|fetch)|\b(?:last|latest|most recent) (?:check|crawl|scan|verification|visit|update|run)\b|\blast checked\b|\bhow (?:fresh|recent|old|up to date|current) (?:is|are) (?:the |our |your |this |my )?(?:data|info|numbers|check|results)|\bwhen (?:did|was|were|have|has) (?:you|we|the bot|it|@\d+@|the links?|our links?|links?|backlight|everything|all links|my links|u)\b.{0,30}\b(?:check|crawl|scan|verif|visit|updat|look)\w*|\bultima (?:revision|comprobacion|verificacao|vez|checagem)\b|\bzuletzt (?:gepruft|uberpruft|gecheckt|kontrolliert)\b|\bletzte (?:prufung|uberprufung)\b|\bderniere (?:verification|fois)\b|\bdernier (?:controle|crawl|passage)\b)", without=("since_last", "lost", "new", "count")), 0.95),
    Rule("schedule", _both(_with("how_often", "check|you|we|link|report|next|alerts|how_often", without=("should", "need", "google", "affect")), _not(_says(r"\bshould\b|\b(?:do|can|must) i (?:check|audit|monitor|review|update|submit|build)\b|\bone (?:check|audit)|\bgoogle\b|\baudit\b|\bwe (?:check|audit|review|monitor)\b|\bto (?:check|audit|monitor|review)\b|\bi (?:check|audit)\b|\bdisavow\b|\bcambia|\bdebo\b|\bsoll\b|\bdois\b|\bdevo\b|\bdeberia"))), 0.92),
    Rule("schedule", _says(r"\bwhen (?:will|do|does|is|are|can) (?:the |our |my |we )*(?:\w+ ){0,2}(?:report|digest|summary|recap)\b|\bwhen (?:will|do|does|is|are) (?:you|the bot|backlight|it|the next|my next|our next|u)\b.{0,30}\b(?:check|crawl|scan|report|digest|summary|run|post|verif)|\b(?:check|crawl|scan|digest|report) (?:schedule|interval|frequency|day|time)\b|\bnext (?:check|crawl|scan|report|digest|summary|run)\b", without=("should",)), 0.92),
    Rule("schedule", _says(r"\bwann (?:wird|werden|pruf\w*|kommt|checkst|schaust)\b|\bcuando (?:sera|se|es|vas|vuelve\w*|revis\w*|comprueb\w*|toca|llega)\b|\bquand (?:est|sera|seront|verifi\w*|aura|arrive|vas)\b|\bquando (?:vai|vao|sera|e|verific\w*|chega|vem)\b", "check|report|recheck|how_often", without=("should", "last_checked", "first_seen", "last_seen")), 0.9),
    Rule("recheck", _both(_with("recheck", without=("how_often", "howto", "should")), _not(_with("when"))), 0.95),
    Rule("recheck", _both(_ORDER_TO_CHECK, _with(f"{HOST}|link|all|it|domains", without=("toxic", "relevance", "quality", "status", "authority", "anchor", "links_to", "have", "lost", "trend", "report", "add"))), 0.85),
    Rule("add_link", _both(_with("add", without=("disavow", "lost", "count", "remove", "should", "howto", "define", "which", "trend")), _starts_with("add", skip=4), lambda asked: any(host.url for host in asked.hosts)), 0.93),
    Rule("add_link", _both(_with("add", "link", HOST, without=("disavow", "remove", "should", "howto", "count", "which", "when", "why", "how", "follow")), _starts_with("add", skip=4)), 0.88),
    Rule("add_domain", _both(_with("add", HOST, without=("disavow", "remove", "should", "howto", "count", "which", "when", "why", "lost", "trend", "new", "first_seen")), _starts_with("add", skip=6), _not(_says(r"\b(?:only|just|nur|solo|seulement|apenas)\b|\bfollow (?:links?|ones)\b|\b(?:are|is|were) (?:the )?|\bdo ?follow\b"))), 0.93),
    Rule("add_domain", _both(_with(HOST, without=("remove", "link", "alerts")), _says(r"\b(?:begin|start|commence)(?: to)? (?:watch|track|monitor|follow|observ)\w*")), 0.93),
    Rule("add_domain", _says(r"^(?:please |pls |can you |could you |i want to |lets |we want to |can we |can i )*(?:add|watch|track|monitor|start (?:watching|tracking|monitoring)) (?:a |an |our |another |the |one more |my )?(?:new )?(?:domain|site|website)\b|\b(?:anadir|agregar|hinzufugen|ajouter|adicionar)\b.*\b(?:dominio|domain|domaine|site|sitio|seite)\b", without=("should",)), 0.85),
    # one source
    Rule("report", _says(r"^(?:please |pls |can you |could you |hey )*(?:tell me|what do (?:you|we) know|info|information|details|everything|erzahl mir|hablame|parle moi|fale|cuentame)\b.{0,15}\b(?:about|on|uber|von|de|sobre)\b", HOST, without=("toxic", "lost", "new")), 0.9),
    Rule("compare", _both(_two_hosts, _with("compare|top|quality|which|who|status|it|trend", without=("disavow",))), 0.93),
    Rule("compare", _with("compare", HOST, without=("lost", "trend")), 0.8),
    Rule("compare", _both(lambda asked: bool(asked.labels), _says(r"^(?:please |pls |can you |could you )*(?:compare|vergleiche?|comparar?|comparez?|compara)\b.*\b(?:and|with|to|vs|versus|und|mit|y|con|et|avec|e|com)\b", without=("lost", "new", "trend"))), 0.8),
    Rule("why_flagged", _both(_with("why", "flagged|toxic|low_quality", without=("lost",)), _with(f"{HOST}|it|link|we|you")), 0.93),
    Rule("why_flagged", _says(r"\b(?:what|which) (?:is|s|signals?|makes?|made|made you)\b.*\b(?:wrong with|flagged|suspicious about|toxic about|bad about)\b|\bwhy\b.*\b(?:score|rated|rating)\b.*\b(?:low|high|bad)\b|\bwhats wrong with\b|\bwhat is wrong with\b|\bwhat s wrong with\b|\breasons? (?:for|behind)\b.*\b(?:flag|toxic|score)|\bwarum\b.*\b(?:markiert|giftig|toxisch|eingestuft|verdachtig)\b", f"{HOST}|it|link"), 0.9),
    Rule("link_quality", _both(_with(UNWATCHED), _says(r"^(?:please |pls |can you |could you )*(?:rate|score|evaluate|assess|grade|judge|bewerte|valora|evalua|evalue[rz]?|avalie|avalia)\b", without=("toxic", "relevance"))), 0.92),
    Rule("check_toxicity", _both(_with(UNWATCHED), _says(r"\b(?:worry|worried|concerned|afraid|careful|cautious)\b|\ba (?:problem|risk|threat|danger)\b|\bsorgen\b|\bpreocup\w*|\binquiet\w*")), 0.9),
    Rule("link_status", _both(_with(UNWATCHED, "links_to|link", without=("count", "which", "show")), _says(r"^(?:is|does|ist|esta|est|does|verlinkt|enlaza)\b.*\b(?:still|now|currently|at the moment|right now|today|noch|immer noch|aktuell|todavia|aun|actualmente|encore|toujours|ainda|atualmente)\b")), 0.91),
    Rule("find_source", _says(r"\b(?:is there|have|do we have|are there|any|hay|tenemos|temos|haben wir|avons nous|gibt es)\b.*\b(?:links?|backlinks?|enlaces?|liens?)\b.*\b(?:from|on|at|de|von|depuis|auf|sur|em|do|desde)\b", UNWATCHED, without=("count", "toxic", "lost", "new", "export", "top")), 0.9),
    Rule("link_status", _with("why", "lost|removed|broken|unverified|changed|nofollow", UNWATCHED, without=("by_group",)), 0.85),
    Rule("link_relevance", _both(_with("relevance", f"{UNWATCHED}|it", without=("relevant_only", "count", "show", "top", "average", "trend", "export")), _not(_says(r"\bwhich links|\birrelevant (?:links|backlinks)"))), 0.9),
    Rule("link_status", _both(_FIRST_SEEN, _with(f"{HOST}|it", without=("count", "should"))), 0.9),
    Rule("link_status", _both(_with("last_seen", f"{HOST}|it", without=("count",)), _with(f"{HOST}|it")), 0.88),
    Rule("check_toxicity", _both(_with("toxic|safe", UNWATCHED, without=("count", "top", "show", "worst", "have", "trend", "recheck", "new", "lost", "export", "report", "all", "links_to", "average", "who")), _not(_says(r"\bhow toxic (?:is|are) (?:our|my|the) (?:profile|link|backlink)|\b(?:links?|backlinks?|profile|enlaces|liens) (?:of|for|to|fur|de|para|pour|pointing to|von) @|\btoxic (?:links|backlinks)|\btoxic ones\b|@\d+@ (?:links|backlinks)\b(?! (?:toxic|safe|spam))"))), 0.92),
    Rule("check_toxicity", _both(_with("toxic|safe", "links_to", HOST, without=("count", "which", "show", "who", "top", "have", "any")), _starts_with("can", "it", "how", skip=2)), 0.6),
    Rule("link_quality", _both(_with("quality|authority|high_quality|low_quality", UNWATCHED, without=("count", "average", "trend", "worst", "new", "lost", "export", "report", "all", "have", "who", "anchor")), _not(_says(r"\bour (?:links?|backlinks?|profile)\b|\b(?:quality|score|rating) of (?:the |our |all )?(?:links|backlinks|profile)\b|\b(?:links|backlinks|enlaces|liens) (?:of|for|to|de|fur|pour|para|does|do)\b|\b(?:quality|authority) (?:links|backlinks)\b|\blinks with\b|\bwhich links\b|\btop \d|\b(?:best|top) (?:links|backlinks|referring)"))), 0.9),
    Rule("link_status", _both(_with("status", f"{HOST}|it", without=("count", "all", "report")), _with(UNWATCHED)), 0.92),
    Rule("link_status", _says(r"\b(?:is|are|did|does|has|have|was|ist|hat|sigue|est|esta|ainda|noch|toujours)\b.*\b(?:live|up|online|(?<!are )(?<!is )there|active|working|lost|gone|removed|indexed|dofollow|do follow|nofollow|follow|sponsored|published|alive|broken|down|dead|noindex|hidden|redirect\w*|aktiv|da|activo|vivo|ligne|actif|ar|ativo|followed|ugc)\b", UNWATCHED, without=("count", "which", "show", "top", "any_links", "new", "all", "who", "report", "links_to_all")), 0.72),
    Rule("link_status", _says(r"\b(?:what|which|whats)\b.*\b(?:anchor|rel|target|page)\b.*\b(?:does|do|did|is|has|link|links|uses?|using)\b|\b(?:anchor|target|rel)\b.*\b(?:used by|from|of the link|on)\b", HOST, without=("count", "top", "all", "most")), 0.7),
    # many links
    Rule("trend", _both(_with("trend", without=("define", "should", "howto", "metric_external", "affect", "lost_only")), _with(f"link|lost|new|quality|toxic|referring|{HOST}|we|authority|live|doing|follow|show")), 0.88),
    Rule("trend", _says(r"\bover (?:the |these )?(?:last|past|previous|years?|months|weeks)\b|\b(?:en|durante) los ultimos \d+ mes|\bim (?:letzten jahr|laufe)\b", "referring|quality|authority|relevance", without=("top", "show", "which", "lost", "new", "toxic", "best", "high_quality", "low_quality")), 0.9),
    Rule("trend", _says(r"\bhow (?:did|has|have|is|are|do|does|were|was)\b.*\b(?:develop|evolv|grow|grew|progress|trend)\w*|\b(?:wie|como|comment) .*\b(?:entwickel|evolucion|evolu|evolui)\w*", f"link|lost|new|quality|toxic|referring|authority|relevance|{HOST}", without=("should", "howto_only")), 0.9),
    Rule("trend", _says(r"\b(?:lost|new|gained|perdidos|perdus) (?:links? )?(?:vs|versus|against|gegen|contra|contre) (?:the )?(?:lost|new|gained|nuevos|nouveaux|novos)\b"), 0.92),
    Rule("trend", _both(_with("compare", "lost|new|quality|toxic|link|count", without=(HOST,)), _says(r"\b(?:lost|new|gained|quality|links?|week|month|perdidos|neue|nouveaux|perdus|novos)\b.*\b(?:vs|versus|against|compared|than|contra|gegen|contre|frente)\b")), 0.88),
    Rule("trend", _says(r"\b(?:better|worse|more|fewer|less) (?:links )?(?:than|as) (?:last|the|in|before)\b|\b(?:getting|got) (?:better|worse)\b|\b(?:are|is|did|have) (?:we|our|it|the)\b.*\b(?:improv|grow|increas|declin|decreas|going up|going down|better|worse)\w*", "link|we|quality|toxic", without=("should", "howto")), 0.8),
    Rule("anchors", _both(_with("anchor", without=(QUOTE, "should", "define", "affect", "howto", "changed", "google")), _not(_says(r"\banchor(?: text)?s? (?:is|contains?|containing|like|says?|saying|called|over)\b"))), 0.9),
    Rule("anchors", _says(r"\bwhat (?:words|text|phrases) do (?:people|sites|they|others)\b.*\blink|\blink texts? (?:do|are|of)\b"), 0.85),
    Rule("top_target_pages", _both(_says(r"\b(?:pages?|urls?|articles?|posts?|content|paginas?|seiten?|unterseiten?|artikel|articulos?|artigos?)\b"), _with("linked|links_to|top|most|link", without=("toxic", "lost", "new", "noindex", "redirect", "status", "should", "howto", "define", "broken", "hidden")), _says(r"\b(?:our|my|we|us|its|on @|of @|for @|de @|von @|auf @|sur @|nuestras?|unserer?n?|nos|nossas?|em @|en @|at @|do @|da @|does @|their|were|@\d+@ pages?|what|which|que|quelles|welche|quais|most|mas|mais|plus)\b|@"), _with("page", "linked|links_to|most|top|target|have"), _not(_says(r"\b(?:pages?|paginas?|seiten|articles?) (?:that |which |who |die |qui |que |nos |uns |nous )*(?:link|links|linking|enlazan|verlinken|pointent|apontam|linkam)\b(?! to (?:most|the most))|\b(?:404|410|500|dead|missing)\b"))), 0.87),
    # pages of ours, not pages that link to us
    Rule("top_target_pages", _says(r"\bmost linked(?: to)?\b|\b(?:best|top) (?:linked|target|landing) pages?\b|\btarget pages?\b|\bmost backlinked\b|\bmas enlazadas\b|\bmeist ?verlinkten?\b|\bplus liees\b|\bmais linkadas\b|\bwhere do (?:our |the |my |all )?(?:links|backlinks) (?:go|point|lead)", without=("referring",)), 0.9),
    Rule("list_changes", _both(_names_a_change, _both(_with("changed", without=("define", "should", "howto", "google")), _with(f"link|anchor|nofollow|follow|sponsored|which|what|show|{HOST}|redirect|page|any|have|we|noindex"))), 0.85),
    Rule("list_changes", _both(_with("changed", without=("define", "should", "howto", "google", "metric_ranking", "metric_traffic")), lambda asked: bool(periods.find(asked.text, _ANY_DAY)), _is_short), 0.8),
    Rule("list_changes", _with("restored", without=("howto", "should", "count", "define", "lost")), 0.86),
    Rule("list_changes", _says(r"\b(?:restored|came back|come back|recovered|returned(?! an? )|reappeared)\b|\bwhat (?:is|s) different\b|\bwhats different\b|\bchange ?log\b", without=("howto", "should")), 0.85),
    Rule("find_source", _both(lambda asked: bool({"language", "tld"} & filters.find(asked).keys()), _with("have|links_to|referring|which|can", without=("count", "top", "new", "lost", "toxic", "show", "trend"))), 0.85),
    Rule("count_links", _both(_with("count", "link|follow|nofollow|sponsored|ugc|referring|toxic|links_to|broken", without=_NOT_COUNTED), _not(_NEEDED)), 0.92),
    Rule("count_links", _both(_with("count", "lost|new|live|unverified|pending|hidden|noindex|it|domains|irrelevant|restored|page|redirect", f"we|you|{HOST}", without=_NOT_COUNTED), _not(_NEEDED)), 0.9),
    Rule("top_referring_domains", _both(_with("referring", without=("should", "define", "affect", "howto", "google", "lost", "toxic")), _with("top|show|which|who|we|all|most|count|referring")), 0.88),
    Rule("top_referring_domains", _says(r"\bwho(?:s| is)? (?:links?|linking|sends?|gives?)\b.*\b(?:most|best|top)\b|\b(?:most|best|top|biggest|strongest|main) (?:sites?|domains?|websites?|sources?|linkers?|referrers?|blogs?|websites)\b|\b(?:sites?|domains?|websites?|blogs?)\b.*\blink\w*\b.*\b(?:most|best)\b|\bwelche (?:domains|seiten|webseiten|websites)\b.*\b(?:verlinken|verlinkt|linken|am meisten)\b|\b(?:que|quais|cuales) (?:sitios|dominios|sites|webs)\b.*\b(?:enlazan|linkam|apontam|apuntan|mas|mais)\b|\bquels (?:sites|domaines)\b.*\b(?:pointent|lient|liens)\b|\bwho (?:links?|is linking) to (?:us|me|our|@)|\bwer (?:verlinkt|linkt)\b|\bquien nos enlaza\b|\bqui (?:nous lie|fait des liens|pointe vers)\b|\bquem (?:linka|aponta)\b", without=("toxic", "lost", "new", "should", "howto", "worst")), 0.85),
    Rule("list_toxic", _both(_with("toxic|worst", "link|we|referring|domains|show|which|have|count|all|report|" + HOST, without=("should", "define", "affect", "google", "howto", "lost_only", "buy")), _not(_with("trend"))), 0.84),
    Rule("list_lost", _says(r"\b(?:we|us|@\d+@|did|has|links?|backlinks?)\b.{0,25}\bdrop(?:s|ped|ping)?\b(?! (?:in|of|for|from)\b)", "link", without=("should", "howto", "google", "metric_ranking", "metric_traffic")), 0.86),
    Rule("list_lost", _says(r"\b(?:who|whoever|somebody|someone|anybody|anyone|which (?:sites?|domains?|pages?))\b.*\b(?:removed?|deleted?|took (?:down|off|away)|kicked out|unlinked|pulled)\b", "link|we", without=("should", "howto", "google", "disavow")), 0.86),
    Rule("list_lost", _with("lost", without=("should", "howto", "define", "google", "affect_hard")), 0.86),
    Rule("list_new", _both(_with("new", "link|we|referring|which|show|" + HOST, without=("should", "howto", "define", "google")), _not(_with("top"))), 0.86),
    Rule("list_new", _both(_says(r"\b(?:latest|newest|recent) (?:links?|backlinks?|ones)\b"), _with("link")), 0.86),
    Rule("list_new", _both(_with("new", "link"), _with("top")), 0.6),
    Rule("find_source", _both(_with(UNWATCHED), _says(_LINKS_TO_US), _with("link|links_to|have|show|all", without=("report", "compare", "top", "export"))), 0.8),
    Rule("find_source", _says(r"\b(?:any|have|there|hay|gibt es|y a t il|il y a|tem|has|haben|avons|got|tenemos|temos|existe)\b.*\b(?:sites?|domains?|pages?|links?|webs?|seiten|webseiten|sitios|liens|enlaces|backlinks?|blogs?|dominios)\b", "link|links_to|referring", without=("count", "toxic", "lost", "new", "should", "howto", "hidden", "broken", "noindex", "redirect", "sponsored", "changed", "unverified", "top")), 0.55),
    Rule("top_links", _both(_with("top|most", "link|high_quality|authority|" + HOST, without=("should", "define", "howto", "affect", "google", "referring")), _not(_with("how"))), 0.82),
    Rule("top_links", _says(r"\b(?:best|strongest|top|most valuable|mejores|besten|starksten|wertvollsten|meilleurs|melhores) (?:\d+ |quality )?(?:links?|backlinks?|enlaces|liens|ones)\b", without=("should", "define", "howto")), 0.82),
    Rule("report", _says(r"\bwhats? (?:is |s )?(?:up|new|happening|going on|the (?:status|state|story|news)) (?:with|at|for|on|of) (?:our |my |the )?@\d+@(?: (?:lately|now|today|recently|these days))*$"), 0.85),
    Rule("report", _says(r"\b(?:how|hows|como|wie)(?: is| are| s| va| esta| geht es| lauft)? @\d+@(?: (?:doing|going|looking|performing|been|lately|at))*$|^(?:is there |whats |what is )?(?:anything )?new(?: with @\d+@| here)?$"), 0.82),
    Rule("report", _both(_names_what_is_ours, _both(_with("report|doing|about", without=("define", "should", "howto", "affect", "google", "send_only")), _not(_says(r"\bhow (?:do|does|to|can)\b|\babout (?:links|backlinks|nofollow|seo|pbn)")))), 0.82),
    Rule("list_links", _says(r"^(?:all |the |our )?(?:links?|backlinks?|enlaces|liens) (?:with|of|mit|con|avec|com) (?:a )?(?:quality|authority|toxicity) (?:above|over|under|below|of|more|less|at)\b"), 0.8),
    Rule("trend", _with("average", "quality|authority|toxic|relevance|link", without=("define", "should")), 0.6),
    Rule("report", _says(r"\b(?:profile|profil|perfil|health|quality of (?:our|my)|(?:our|my) (?:link |backlink )?(?:quality|situation|authority))\b|\bhow (?:good|healthy|strong|bad|natural|clean|is|are) (?:is |are )?(?:our|my|the) (?:links?|backlinks?|profile|backlink profile|link profile)\b", "link|we|report|" + HOST, without=("should", "howto", "define")), 0.75),
    Rule("list_links", _both(_with("link|links_to", f"show|all|which|{HOST}|we|have", without=("should", "howto", "define", "affect", "google", "buy", "need", "why", "can_only")), _not(_says(r"\b(?:good|bad|help|harm|worth|matter|important|difference|how do|how to)\b"))), 0.66),
    Rule("list_links", _both(_with("follow|nofollow|ugc|sponsored|broken|hidden|noindex|redirect|live|unverified|pending|high_quality|low_quality|irrelevant|relevant_only", f"show|which|{HOST}|we|all", without=("should", "howto", "define", "affect", "google", "buy", "need", "why"))), 0.6),
    Rule("anchors", _with("anchor", f"which|show|all|top|most|{WATCHED}", without=(QUOTE, "define", "should", "howto", "changed", "google")), 0.62),
    Rule("list_links", _both(_names_a_kind_of_link, _with("link|linked|links_to|broken|anchor", without=("should", "howto", "define", "affect", "google", "buy", "need", "why"))), 0.62),
    Rule("report", _both(lambda asked: bool(asked.hosts or asked.labels), lambda asked: len(asked.words) <= 2), 0.45),
    Rule("list_links", _both(_with("link"), lambda asked: len(asked.words) <= 3, _with("link", without=("define", "should"))), 0.4),
)  # fmt: skip


def candidates(asked: Asked) -> list[tuple[str, float]]:
    """The intents that the question may mean, the surest first, each once."""
    found: dict[str, float] = {}
    for rule in RULES:
        if rule.intent not in found and rule.test(asked):
            found[rule.intent] = rule.confidence
    return list(found.items())
