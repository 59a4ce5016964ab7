# ruff: noqa: E501, PLR2004  # patterns a line: wrapped ones are harder to read; the numbers are words or days
"""Whether a question is about the craft, about the team's own data, or about neither."""

import re

from bot.answers.lexicon import plain
from bot.answers.reading import HOST, Asked
from bot.answers.understanding import Kind, Understanding

# What speaks for the craft (positive) and for the data (negative). Weighed on the questions of tests/answers.
_CUES: tuple[tuple[str, float], ...] = (
    (r"\b(?:any value|is (?:that|this|it) (?:\w+ ){0,3}(?:ok|okay|bad|good|fine|normal|harmful|risky|allowed|issue|problem|weird|wrong|safe|worth|legit|useful|use|sensible|reasonable|serious|scam|true|right)|of any use|good idea|bad idea|what now|what (?:happens|happened)|can (?:we|i) do (?:something|anything)|may i|fine$|problem$|allowed$|panic$|help$|normal$|do i have to|am i|is that an issue|who is right|whos right|what should|which version|out there|is it (?:better|smarter|worth|ok|smart|wise|possible)|could it be|what does google|woran|was tun|was nun|que hacer|que faire|o que fazer)\b", 2.5),
    (r"^(?:ahrefs|semrush|moz|majestic|gsc|search console|google|my tool)\b|^can (?!you|u\b|we (?:get|see|have|export)|i (?:get|see|have|export))|\btruly\b|\bwhen (?:is|are) (?:a |your |the )?(?:lost )?(?:link|backlink)s?\b|\bin the (?:gsc|search console)\b", 2.0),
    (r"\bwhat (?:sort|kind|type)s? of\b|\bdisavow\b.*\b(?:or|vs|versus)\b|\b(?:page one|first page|magic number|reach the top)\b|\b(?:my|our|the) (?:wordpress|blog|shop|kindergarten)\b", 2.5),
    (r"^where (?:can|do|could|should) (?:i|we|one|you) (?:find|see|get|look|check)\b", 2.0),
    (r"^(?:a|an|every|many|people|somebody|someone|strangers|websites|sites|overnight|they|if|when i|while|after|since i|since we|another|some|will|would)\b", 1.6),
    (r"\bshould\b|\bought to\b|\bshall i\b|\bsupposed to\b|\bsoll(?:te|en|ten)?\b|\bdebo\b|\bdeberia\b|\bdebemos\b|\bdois\b|\bfaut il\b|\bdevrais\b|\bdevo\b|\bdeveria\b|\bconviene\b", 3.0),
    (r"\bhow (?:to|do (?:i|you|we|they|people|search|google|links?|backlinks?|redirects?|anchors?|nofollow)|can (?:i|we|you|one|a)|does (?:a|an|google|the|link|one|internal|it work|nofollow|pagerank|disavow|negative)|long (?:does|do|until|before|will|should)|important|much (?:should|do|does|link|value|weight|is|are|of)|bad (?:is|are)|many (?:\w+ ){0,4}(?:do i need|should|are (?:too many|needed|enough|required|safe|recommended|good)|is (?:too many|enough|ok|safe|good|normal|natural)|needed|required|can i|to rank|per (?:day|page|month|week)|does it take))\b", 3.0),
    (r"\b(?:wie|como|comment) (?:kann|bekomme|kriege|finde|baue|werde|funktioniert|erkenne|lange|wichtig|man|puedo|consigo|conseguir|obtener|obter|obtenir|hago|faco|posso|faire|avoir|trouver|puis je|se|saber|savoir|recuperar|recuperer|quitar|eliminar|funciona|encontrar|gagner|ganhar|criar|construir|evitar)\b", 3.0),
    (r"\b(?:what|whats|what s|que|quest|was|o que|qu est ce qu?e?|c est quoi)\b ?(?:is|are|does|do|es|son|ist|sind|e|sao|un|une|bedeutet|significa|exactly)? ?(?:a |an |the |un |une |ein |eine |um |uma |los |las |os |les |el |considered )*(?:back ?links?|good|bad|quality|high quality|toxic|nofollow|dofollow|ugc|sponsored|anchor text|domain authority|da|dr|domain rating|pbns?|link (?:building|juice|equity|velocity|farm|scheme|exchange|profile|bait|spam|rot|insertion|reclamation)|guest|disavow|canonical|penguin|manual|negative seo|referring domains?|natural|white hat|black hat|tiered|contextual|editorial|broken link|internal|reciprocal|spam|difference|best way|point|purpose|benefits?|risks?|effect|impact|enlaces? toxicos?|gute|toxische|backlink|enlace|lien|ideal|right|safe|skyscraper|haro|digital pr|niche|pagerank|sitewide|thin|rel|redirect|noreferrer|noopener|trust flow|citation|unnatural|unlinked|paid links?|outbound|inbound|external|google|search console|relevance|authority|link)\b", 2.5),
    (r"\b(?:difference|differ|versus|better than|vs)\b.*\b(?:nofollow|dofollow|follow|backlinks?|domains?|da|dr|301|302|internal|external|ugc|sponsored|quality|quantity|white|black|links?|disavow|noindex|canonical|redirects?|root)\b", 2.0),
    (r"\bmean(?:s|ing)?\b|\bdefin(?:e|ition)\b|\bexplain (?:what|how|the|nofollow|link|anchor|back|why)|\bbedeutet\b|\bsignifica\b|\bsignifie\b|\bveut dire\b|\bquiere decir\b|\bwhat exactly\b", 2.0),
    (r"\bgoogles?\b|\bseo\b|\bsearch engines?\b|\bbing\b|\balgorithms?\b|\bpenguin\b|\bmatt cutts\b|\bjohn mueller\b|\bsearch console\b|\bgsc\b|\bwebmaster\b|\bsuchmaschinen?\b|\bbuscadores\b|\bmoteurs? de recherche\b|\breferencement\b|\bposicionamiento\b|\bchatgpt\b|\bllms?\b|\bserps?\b", 2.0),
    (r"\b(?:rank|ranks|ranking|rankings|ranked|penalt(?:y|ies)|penali[sz]ed?|penaliza\w*|penalise\w*|abgestraft|strafe|sanction\w*|punish\w*|algorithmic|link juice|link equity|pagerank|page rank|crawl budget|indexed|deindexed|index)\b", 1.5),
    (r"\b(?:help|helps|hurt|hurts|harm|harms|affect|affects|matter|matters|influence|influences|impact|impacts|benefit|benefits|boost|damage|devalue[sd]?|ignored?|count(?:s|ed)? (?:as|more|less|twice|towards|for|against|if)|passe?s?|pass|still work|work(?:s|ing)? for|good for|bad for|worth|worthless|useless|valuable|necessary|important|ayudan?|afectan?|perjudican?|danan?|importan?|sirven?|schaden|schadet|helfen|hilft|beeinflussen|bringen|wichtig|zahlen|aident|nuisent|affectent|comptent|importants?|ajudam?|afetam?|prejudicam?|importam|funcionam?|still relevant|effective|ethical|legal|illegal|allowed|against the rules|risky|dangerous|gefahrlich|peligrosos?|dangereux|safe|seguro|surs?)\b", 1.2),
    (r"^(?:is|are|does|do|can|could|will|would|may|might|if|when|why|has|have|ist|sind|kann|puede|pueden|es|son|peut|est ce que|sont|pode|podem|e|sao|what if|what happens|how come|whats the best|what s the best|anyone|does anyone|has anyone|any tips|tips|best way|best practices?|ways to|guide to|que pasa|was passiert|was tun|que faire)\b", 1.0),
    (r"\bcan (?:i|we|you|a|one|they|links?|backlinks?|google|bad|spam\w*|too|competitors?|someone|nofollow|internal|social|contextual|reciprocal)\b|\bdo (?:i|links|backlinks|nofollow|social|internal|reddit|wikipedia|forum|comments?|directories|press|guest|paid|redirects|images?|pdf|footer|links from|google)\b|\bdoes (?:google|a|an|the|domain|link|having|it|anchor|buying|age|nofollow|disavow\w*|linking|guest|social|negative|removing|getting|reddit|wikipedia|internal|it matter|redirecting|location|position)\b|\bare (?:links|backlinks|all|nofollow|paid|guest|reciprocal|press|directory|directories|footer|there too|internal|social|comment|forum|web|pbns?|pbn|toxic|bad|sponsored|sitewide|image|links from|private|profile|edu|gov|broken|some|too many|affiliate|redirects|links in|expired|nofollow links|low|high|these)\b|\bis (?:it|buying|link|there a|guest|a (?:link|backlink|nofollow|guest|pbn|site|301|redirect)|domain|anchor|negative|disavow\w*|having|google|too|nofollow|pbn|reciprocal|linking|getting|one|quality|white|domain authority|backlink|paying|exchanging|seo)\b", 1.4),
    (r"\bbest (?:way|ways|practices?|method|strategy|strategies|tool|tools|time|approach)\b|\bways? to\b|\btips\b|\bstrateg(?:y|ies)\b|\btactics?\b|\btechniques?\b|\bbest tools?\b|\b(?:which|what) (?:\w+ ){0,3}(?:tools?|checkers?|software|services?|metrics?|scores?)\b", 2.5),
    (r"\bcompetitors?\b|\bmy (?:new )?(?:business|company|store|shop|startup|niche|industry|boss|client|clients|agency|seo guy|seo agency|developer)\b|\bsomeone (?:is|offered|emailed|keeps|asked|built|hacked|wants|copied|stole)\b|\bi (?:was|got|have been|ve been|am|m|just|bought|paid|hired|received|found|noticed|removed|disavowed|changed|want to (?:know|learn|build|get|rank|improve)|need (?:to|backlinks?|links?)|keep|heard|read|run|own|started|launched|moved|built)\b|\bwe (?:were|changed|moved|redesigned|migrated|got hit|received|bought|paid|hired|switched|rebranded|merged|redirected|disavowed|removed|deleted)\b", 1.2),
    (r"\bwhy\b(?!.*\b(?:flag|flagged|marked?|toxic)\b)|\bwarum\b|\bpourquoi\b|\bpor que\b", 0.8),
    (r"\b(?:too many|enough|need(?:ed)? to rank|over ?optimi[sz]\w*|natural(?:ly)?|unnatural|myths?|misconceptions?|truth|still|anymore|nowadays|these days|in 20\d\d|ratio|distribution|percentage of|per day|per month)\b", 0.9),
    (r"\b(?:link (?:building|juice|equity|velocity|farms?|schemes?|exchanges?|insertions?|bait|wheels?|profiles?|audits?)|guest post(?:s|ing)?|guest blog\w*|pbns?|private blog networks?|press releases?|directories|reciprocal|widgets?|infographics?|haro|outreach|scholarship|expired domains?|negative seo|manual actions?|reconsideration|sitewide|footer|blogroll|wikipedia|reddit|quora|facebook|linkedin|twitter|pinterest|youtube|affiliate|link velocity|unlinked|brand mentions?|digital pr|skyscraper|internal link\w*|canonicals?|hreflang|subdomains?|gastbeitrag\w*|linktausch|linkaufbau|intercambio|annuaires?|directorios|diretorios|social media|social signals|web 2|forum (?:links?|profiles?|posting)|blog comment\w*|comment (?:links|spam)|ai content|image links?|testimonials?|sponsorships?|link checker tools?|javascript|redirects?|301s?|robots txt|noindex)\b", 1.5),
    (r"\bbuy(?:ing|s)?\b|\bbought\b|\bpurchas\w*\b|\bpay(?:ing)? for\b|\bpaid (?:links?|backlinks?|guest)|\bkaufen\b|\bgekauft\w*\b|\bkauf\w*\b|\bcomprar\b|\bcomprados?\b|\bacheter\b|\bachetes?\b|\bachat\b|\bcomprando\b|\bfiverr\b", 2.0),
    (r"\b(?:a|an|one|any|another|ein|eine|einen|un|una|une|um|uma) (?:single )?(?:back ?links?|link|enlace|lien|website|page|domain|site|nofollow|followed|good|bad|high|low|relevant|contextual|editorial|strong|natural)\b", 0.7),
    (r"\bdisavow(?:ing|ed)?\b", 0.8),
    (r"\b(?:need|have) to (?:react|change|do|worry|disavow|remove|act|care)\b|\b(?:what would you do|what do (?:i|we) do|next steps?|should (?:i|we) (?:do|accept|worry)|what wins|what could go wrong|is (?:someone|somebody) attack\w*|smart$|wise$|spam$|risky$|true$)\b", 3.0),
    (r"\b(?:cuanto tarda\w*|wie lange|combien de temps|quanto tempo|best fix|how to fix|how long)\b", 2.0),
    (r"\bquantity\b|\b(?:count|worth|value|matter) (?:more|less)\b|\b(?:more|less) (?:important|valuable|powerful) than\b|\bforgot (?:the|to) link\b", 2.5),
    (r"\b(?:hacked|suddenly|(?:we|i) deleted|overnight|sponsor (?:page|the|a)|embedded|partner sites?|pharma|our users|attack\w*)\b", 2.0),
    # the data's side
    (r"\b(?:we|our|us|unsere?[rnms]?|wir|uns|nuestr[oa]s?|tenemos|notre|nos|nous|avons|noss[oa]s?|temos)\b", -1.2),
    (r"\b(?:show|list|display|give me|print|pull|export|download|zeig|zeige|liste|muestra|muestrame|dame|montre|affiche|mostra|mostre|exporta|exporter|exportiere)\b", -2.2),
    (r"\bhow many\b|\bwie viele?\b|\bcuant[oa]s\b|\bcombien\b|\bquant[oa]s\b|\bcount\b|\bnumber of\b", -1.8),
    (r"\b(?:today|yesterday|last (?:week|month|year|\d+ (?:days|weeks|months|hours))|this (?:week|month)|since (?:monday|yesterday)|past \d+|hoy|ayer|semana pasada|heute|gestern|letzte woche|letzten monat|hier|semaine derniere|hoje|ontem|semana passada|right now|currently)\b", -2.0),
    (r"\bwhich (?:of )?(?:our|my|links?|backlinks?|domains?|sites?|pages?|ones)\b|\bwelche\b|\bquels?\b|\bquelles?\b|\bque enlaces\b|\bquais\b", -1.4),
    (r"^(?:all |any |only |the |our )?(?:links?|backlinks?) (?:with|from|older|newer|that|which|whose|of|by|on|to) ", -2.5),
    (r"\b(?:linking|link|links|pointing) to (?:us|our|me|my)\b|\bfor our\b|\bthe anchor @\d+@|\blinks point to \d{3}\b|\bevolution des\b", -1.6),
    (r"\bdo we\b(?! (?:need|have to|do\b))|\bdid we\b|\bhave we\b|\bare we\b|\bdid (?:you|u)\b|\bdo you (?:check|have|see|watch|monitor|know|scan)\b|\bhaben wir\b|\bavons nous\b|\bdo i have\b|\bdid i (?:lose|get|gain)\b|\bhave i (?:lost|got|gained)\b|\bhas (?:anyone|anybody) linked\b", -1.6),
)  # fmt: skip
# What something does to a site, or what to do about it. Nothing in a team's rows tells that, whatever is named beside it:
# "we changed domain last year, do the old links still count?"
_ADVICE = re.compile(
    r"^(?!how many\b|which\b|show\b|list\b|export\b|count\b).*(?:"
    r"\b(?:do|does|will|would|can|could|might) (?!you\b|u\b)(?:\w+ ){1,6}?(?:count|help|hurt|harm|matter|pass|affect|damage|benefit|punish|penali[sz]e|suffer|transfer|need to be|be (?:worth|affected|penali[sz]ed|punished|devalued))\b"
    r"|\bshould (?:we|i|one)\b|\brankings? (?:\w+ ){0,2}(?:drop|fall|suffer|go down)\b"
    r"|\bis (?:it|that|this) (?:\w+ ){0,2}(?:normal|worrying|problem|problematic|natural|worth|harmful|risky)\b"
    r"|\b(?:siguen?|continuam?|ainda) (?:contando|sirviendo|valiendo|contam|valendo|valem)\b|\b(?:cuentan|perjudican|perjudica|prejudica|prejudicam)\b"
    r"|\bzahlen\b.*\bnoch\b|\b(?:schadet|schaden|hilft)\b|\b(?:comptent|nuisent|nuit)\b)"
)
_ADVICE_WEIGHS = 4.0  # more than a period and a "we" together speak for the data
_LEAST_OF_ADVICE = 7  # words: fewer are the rest of a conversation
_COMPILED = tuple((re.compile(pattern), weight) for pattern, weight in _CUES)
ORDERS = frozenset(
    {
        "add_domain",
        "remove_domain",
        "add_link",
        "mute_alerts",
        "set_channel",
        "recheck",
        "export_links",
        "schedule",
        "last_checked",
        "list_domains",
    }
)
_ABOUT_LINKS = re.compile(
    r"\b(?:back ?links?|links?|linking|linked|hyperlinks?|enlaces?|liens?|verlinkung\w*|anchors?|anchor text|nofollow|dofollow|do follow|no follow|ugc|rel|seo|pagerank|disavow\w*|referring|inbound|outbound|redirects?|301s?|302s?|canonicals?|noindex|robots|penguin|manual actions?|google\w*|search console|domain (?:authority|rating|age|name)|da|dr|pbns?|guest (?:post\w*|blog\w*|article\w*)|outreach|haro|digital pr|press releases?|directories|directory|wikipedia|reddit|quora|forums?|social (?:media|signals?|bookmarking)|linkedin|facebook|web 2|ahrefs|semrush|moz|majestic|trust flow|ranking\w*|rank|serps?|search engines?|bing|webmaster\w*|sitemaps?|subdomains?|hreflang|crawl\w*|index(?:ed|ing)?|expired domains?|affiliate|sponsored|penalt\w*|blog comments?|comment spam|link ?build\w*|link ?bait|linkable|quantity|partner page|unnatural|relevance|linkaufbau|linktausch|influencers?|unlinked|mentions?|domains?|widgets?|infographics?|404s?|url shorteners?|bitly|testimonials?|scholarships?|sponsorships?|page speed|core web vitals|e ?e ?a ?t|relationships|thought leader\w*|niche edits?|footer|sitewide|blogrolls?|content marketing|reconsideration|negative seo|spambrain|link spam|websites? authority|subfolders?|homepage|home page|gastbeitra\w*|gastartikel|suchmaschinen\w*|ruckverweis\w*|referencement|posicionamiento|netlinking|maillage|liens retour|annuaires?|links?tausch|white hat|black hat|grey hat|keywords?)\b"
)


def weight(asked: Asked) -> float:
    """How much the words speak for the craft (above 0) or for the team's data (below 0)."""
    advice = _ADVICE_WEIGHS if asks_for_advice(asked) else 0.0
    return advice + sum(value for pattern, value in _COMPILED if pattern.search(asked.text))


def asks_for_advice(asked: Asked) -> bool:
    """Whether it tells what happened to no site by name, and asks what that does or what is to be done."""
    long_enough = len(asked.text.split()) >= _LEAST_OF_ADVICE
    return long_enough and not asked.hosts and bool(_ADVICE.search(asked.text))


def asks_for_knowledge(asked: Asked, own: Understanding | None) -> bool:
    """Whether the question is about the craft rather than what `own`, the reading as a data question, says."""
    if not is_about_links(asked):
        return False
    score = weight(asked)
    if own is None:
        return True
    if asked.hosts:
        score -= 2.6 if len(asked.words) < 25 else 1.0  # long stories name sites as examples
    if own.intent in ORDERS:
        score -= 2.0
    if own.kind is Kind.ACTION:
        score -= 1.0
    if own.intent == "unanswerable_from_data":
        score -= 3.5 if asked.has(HOST, "we") else 0.0
    return score > (own.confidence - 0.35) * 2.2


def stands_alone(asked: Asked) -> bool:
    """Whether a question of the craft is too whole to be the rest of a conversation about data."""
    return weight(asked) >= 2.0 or len(asked.words) > 7


def is_about_links(asked: Asked) -> bool:
    """Whether the question is within what the bot talks about at all."""
    return bool(_ABOUT_LINKS.search(asked.text) or _ABOUT_LINKS.search(plain(asked.raw))) or asked.has(
        "link", "links_to", "anchor", "referring", "techterm", "disavow", "nofollow", "follow"
    )
