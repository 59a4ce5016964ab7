# ruff: noqa: E501  # patterns a line: wrapped ones are harder to read; the numbers are words or days
"""What is declined, and why: attempts at misuse, other teams' data, bought links, and everything beside the point."""

import re
from enum import StrEnum

from bot.answers.lexicon import plain


class Declined(StrEnum):
    """Why a question is not answered."""

    MISUSE = "misuse"  # orders to the bot, secrets, harm
    OTHERS = "others"  # another server's data
    BUYING = "buying"  # help with bought or spammed links
    SPAMMING = "spamming"  # an order to spread links in bulk
    DESTRUCTIVE = "destructive"  # deleting everything by a sentence
    SMALLTALK = "smalltalk"
    OUT_OF_SCOPE = "out_of_scope"


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


_INSTRUCTIONS = r"(?:instructions?|rules?|prompts?|guidelines|guardrails|directives?|restrictions|safety|policy|policies|programming|anweisungen|regeln|instrucciones|consignes|instrucoes)"
_MISUSE = _any(
    r"\b(?:help|teach|show) (?:me|us)\b.{0,10}\bspam\b|\b\d+ times (?:a|per) (?:second|minute)\b|\buntil (?:it|its|they|theyre)\b.{0,6}\b(?:down|dead|offline|crash\w*)\b",
    r"\b(?:envo\w+|envi\w+|send\w*|schick\w*|manda\w*|upload\w*)\b.{0,30}\b(?:base de (?:donnees|datos|dados)|datenbank|database)\b",
    r"\b(?:lost|lose|losing|find|found|misplaced) (?:my|his|her) (?:\w+ )?(?:keys?|phone|wallet|cat|dog|passport|job|mind|hair|password|luggage|bag|way|glasses|train|bet|game)\b",
    r"\b(?:set|change|put|lower|raise)\b.{0,20}\b(?:toxicity|quality|score|(?<!domain )authority|relevance|(?<!domain )rating)\b.{0,50}\bto (?:\d+|zero|high|low|max\w*|good|safe)\b",
    r"(?<!\bi )\b(?:write|compose|sing|make up|create|generate|tell|schreib\w*|escribe|ecris|escreva)\b.{0,20}\b(?:poems?|songs?|jokes?|haikus?|lyrics|limericks?|raps?|cover letters?|novels?|gedicht|lied|poema|poeme|cancion|chanson)\b",
    r"\b(?:get|make|have|see)\b.{0,10}\b(?:my|our|a|the|their|his) (?:rivals?|competitors?)\b.{0,20}\b(?:penali|banned|punish|deindex|de ?rank)|\b(?:do|write|finish) (?:my|our) (?:\w+ )?homework\b|\b(?:who won|quien gano|wer hat gewonnen|wer gewann|qui a gagne|quem ganhou)\b(?!.*\b(?:links?|backlinks?|enlaces?|liens?)\b)",
    rf"\b(?:ignore|disregard|forget|override|bypass|drop|skip|ignora|ignoriere|ignorez|oublie|oubliez|olvida|vergiss|esqueca|ignore)\b.{{0,40}}\b(?:previous|prior|above|earlier|all|your|these|those|any|anteriores|vorherigen|precedentes|alle|todas)\b.{{0,30}}\b{_INSTRUCTIONS}",
    rf"\b(?:new|updated|additional|system|developer|hidden|secret|initial|original)\s+{_INSTRUCTIONS}\b.{{0,10}}(?::|$|answer|from now|you|\?)",
    r"\bsystem ?prompt\b|\bprompt (?:above|verbatim)\b|\byour (?:initial |original |hidden |secret )?prompt\b|\brepeat (?:everything|the (?:words|text)|all (?:text|words)) (?:above|before)",
    r"\byou are now\b|\bact as (?:a|an|if(?! (?:i|we|they) d(?:id|o)n.?t exist)|my|the)\b(?! (?:back)?links?\b)|\bpretend (?:to be|you|that|youre)\b|\broleplay\b|\bjailbreak\b|\bdan mode\b|\bdeveloper mode\b|\bdebug mode\b|\bgod mode\b|\badmin mode\b|\bsudo\b|\bdo anything now\b|\bfrom now on,? (?:you|your|answer|reply|respond|always|only|act|say|speak|talk|call|pretend|ignore|every answer)\b|\byou\b.{0,30}\bfrom now on\b|\bunrestricted\b",
    r"</?(?:context|system|instructions?|user|assistant|prompt|s|im_start|im_end)\b|<\|\w+|\[/?inst\]|\[system\]|^\s*system\s*:|#{2,}\s*(?:system|instruction)",
    r"\b(?:api|bot|discord|access|auth|secret|private)[ _-]?(?:token|key|secret|password|credentials?)s?\b|\byour (?:token|password|credentials|secret|config(?:uration)?(?: file)?|source code|env|environment variables|api key)\b|\b(?:print|show|reveal|send|give|leak|dump|tell) (?:me |us )?(?:the |your |all )*(?:token|password|credential|secret|env|environment|config\.toml|\.env|api keys?)",
    r"\b(?:drop|truncate|alter)\s+(?:table|database)\b|\bunion\s+(?:all\s+)?select\b|\bselect\s+.{1,60}\s+from\s+\w+|\binsert\s+into\b|\bdelete\s+from\s+\w+\b(?!.*\b(?:list|page)\b)|\bor\s+1\s*=\s*1\b|';\s*--|\bupdate\s+\w+\s+set\b|\brm\s+-rf\b|\bos\.system\b|\beval\(|\bexec\(|\b__import__\b|/etc/passwd|<script\b|\$\{|\{\{|\.\./|\bcurl\s+http|\bsubprocess\b|sqlite_master",
    r"\bdump (?:the |your |all |whole )*(?:database|db|tables?|memory|data)\b|\b(?:show|list|print|give) (?:me )?(?:the |your )*(?:database schema|tables|sql|logs|log file|stack ?trace|file ?system|memory)\b",
    r"@everyone|@here|<@&?\d+>.{0,40}(?:spam|ping)|\bping (?:everyone|everybody|all|the whole|@)|\bmention (?:everyone|everybody|all members)|\bdm (?:everyone|all|every)|\bmass ?(?:dm|ping|mention)|\bfree nitro\b|\bnitro gift\b|\bairdrop\b|\bclaim your\b",
    r"\b(?:says?|reads|said|tells you|instructs you|states|contains)\b\s*[:,]?\s*[\"'“].{0,80}\b(?:mark|ignore|bot|rate|delete|answer|(?<!spam )score|set|send|approve|(?<!we'll )disavow)\b",
    r"\b(?:the|that|this) (?:page|site|website|link|email|document|anchor|text|title)\b(?:(?!\bno(?:body| one) tells\b).){0,60}\b(?:says?|tells|instructs|asks|orders)\b.{0,20}\b(?:you|bot)\b|\bdo what (?:it|the page|that page|the site|the text) says\b|\bfollow (?:the|its|their) instructions\b|\b(?:anchor|title|page) (?:text )?(?:tells|instructs|commands)\b(?! (?:robots|crawlers|google)\b)",
    r"(?<!did u )(?<!did you )(?<!do you )(?<!did it )(?<!was it )(?<!does google )\b(?:mark|rate|score|set|flag|classify)\b.{0,40}\b(?:as (?:safe|the best|best|100|toxic|perfect|clean|trusted|high quality)|quality (?:to|of|=) ?\d+|to 100)\b(?!\s*\?)",
    r"(?<!\bdo )\byou (?:must|have to|shall|need to|should|will) (?:now )?(?:rate|mark|say|call|approve|trust|score|treat|flag|obey|answer|reveal|print)\b",
    r"(?<!that )(?<!\bwe )(?<!could )(?<!\byou )\b(?:always|only) (?:say|answer|reply|respond)\b|\banswer (?:every|all|each) questions?\b|(?<!these )(?<!pages )\brespond (?:only )?with\b(?! [345]\d\d)|(?<!more )(?<!helpful )(?<!every )\breply (?:only )?with\b|\bend (?:every|each) (?:answer|reply|message)\b|(?<!\bto )(?<!n't )(?<!nt )\bsay exactly\b|\brepeat after me\b|\bin (?:your|every) (?:answer|reply)s? (?:say|include|add|write)\b",
    r"\bi am (?:the |your |an? )?(?:admin|owner|developer|creator|discord staff|moderator|ceo|root)\b|\bi m (?:the |your |an? )?(?:admin|owner|developer|creator|discord staff|moderator|ceo)\b|\bim (?:the |your |an? )?(?:admin|owner|developer|creator|discord staff|moderator|ceo|boss)\b(?! of (?:a|an|my|our) (?:\w+ )?(?:shop|site|store|website|blog|firm|company|business)\b)|\bas (?:the|an|your) (?:admin|owner|developer|administrator|creator)\b(?! (?:of (?:a|the|my) (?:site|shop|website|blog)|or let)\b)|\bthis is (?:the |your )?(?:admin|owner|developer|discord|discord staff|openai)\b|\bauthori[sz]ed by\b",
    r"\b(?:give|grant|make|assign) (?:me|us|my) .{0,20}\b(?:admin|administrator|moderator|owner|permissions?|role)\b|\b(?:ban|kick|timeout|mute) (?:the )?(?:user|member|him|her|them|<?@)",
    r"\b(?:(?<!\bthe )(?<!\bour )(?<!after a )(?<!nach dem )(?<!keyword )hack|(?:plan|run|start|do|prepare|launch|order|carry out)\b.{0,12}\bhack|ddos|exploit(?! (?:her|him)\b)|phish|phishing|(?:write|code|develop|make|build|create|send|spread|distribute|plant|put|inject|add|hide|host|upload|install|deploy|give me|infect \w+ with)\b.{0,20}\bmalware|ransomware|keylogger|brute ?force|botnet|take down (?:the |a |their )?(?:site|website|competitor)|crash (?:their|the|a) (?:site|server))\b",
    r"\b(?:base64|rot13|hex|morse)\b.{0,30}\b(?:decode|encode|follow|execute|answer|instructions)|\b(?:decode|execute) (?:this|the following)\b|\brun (?:the following|this(?! (?:site|shop|blog|page|website|business)\b))\b",
    r"\b(?:fetch|open|visit|load|read|curl|get|crawl|check) .{0,20}(?:169\.254\.|127\.0\.0\.|localhost|10\.\d+\.|192\.168\.|file:|metadata\.google|0\.0\.0\.0|\[::1\])|\bfile:///",
)
_OTHERS = _any(
    r"\bother (?:agency|agencies|teams?|company|companies|clients?|customers?|users?)\b.{0,12}\b(?:who|that|which|here|using|uses?)\b.{0,20}\b(?:bot|you|here|backlight)\b",
    r"\b(?:other|another|different|all|every|someone elses?|their|any other|each|which other|what other|how many|andere[nrs]?|otr[oa]s?|autres?|outr[oa]s?)\b.{0,12}\b(?:servers?|guilds?|discords?|customers?|clients?|tenants?|teams?|servidor(?:es)?|serveurs?|kunden|clientes|gilden?|communities|community|users?|workspaces?)\b(?!.{0,20}\berrors?\b)",
    r"\b(?:guild|server)(?: id| nr| number| called| named)? ?[#:]? ?\d{3,}\b|\b(?:guild|server|discord) (?:called|named)\b|\b(?:guild|server|discord) [\"“'„«]|\bguild_id\b|\bother (?:peoples?|users?|companies|members|teams) (?:data|links|backlinks|sites|domains|questions|watch)\b|\bother (?:peoples?|users?|members) (?:private|saved|watched)",
    r"\b(?:mallory|bobs?|alices?)(?:'?s)? (?:server|guild|team|sites|links|data)\b|\b(?:server|guild) (?:of|from|belonging to) (?:my |our |the |another |other )",
    r"\bwho else (?:uses|is using|watches|has added)\b|\bwhat (?:do|are|did) (?:other|the other) (?:people|users|members|teams|servers|companies) (?:watch|track|ask|monitor|asking|watching)|\bcompetitors? (?:server|discord|guild)s?\b|\ball (?:the )?(?:guilds|servers|customers|tenants)\b|\bprivate messages?\b|\b(?:show|read|list|give)\b.{0,20}\bdms\b|\bwhat did (?!google|bing|john|gary|matt|mueller|illyes|cutts|they\b)\w+ (?:ask|type|say|search)",
)
_LINKS = r"(?:links?|backlinks?|enlaces|liens|backlinks|guest posts?|pbns?|dofollow|posts?|comments?|domains?|reviews?|likes|followers|traffic|visits|clicks|shoutouts?)"
_BUYING = _any(
    rf"\b(?:who sells|wer verkauft|quien vende|qui vend|quem vende|donde compro|onde compro)\b.{{0,30}}\b{_LINKS}",
    r"\b(?:do|run|start|launch|perform|order)\b.{0,10}\bnegative seo\b.{0,10}\b(?:against|on|to)\b",
    r"^(?:wo|where|donde|ou|onde)\b.{0,20}\b(?:buy|kaufen|comprar|acheter|purchase|order)\b",
    r"\b(?:where|wo|donde|ou|onde)\b.{0,20}\b(?:can|could|do|kann|puedo|peux|posso|should|to|best)\b.{0,15}\b(?:buy|purchase|order|get cheap|rent|kaufen|comprar|acheter|sell)\b",
    rf"\b(?:buy|purchase|order|get|rent|sell|kauf|kaufe|bestelle|compra|comprame|achete|compre)\b (?:me|us|them|uns|mir|nos|moi)\b.{{0,40}}\b{_LINKS}",
    rf"^(?:please |pls |hey |ok |can you |could you |would you |will you |i want to |i wanna |i need to |i would like to |id like to |help me |help us |lets |we want to |we need to |go |just |kannst du |puedes |peux tu |pode |ich will |ich mochte |quiero |je veux |quero )*(?:buy|purchase|order|rent|sell|acquire|kaufe?n?|comprar?|acheter?|bestellen) (?:\w+ ){{0,4}}{_LINKS}",
    r"\b(?:recommend|suggest|find|name|know|list|give|show|link|point|introduce)\b.{0,30}\b(?:sellers?|vendors?|marketplaces?|providers?|brokers?|pbns?|link farms?|fiverr|gigs?|agency that sells|someone who sells|sites? (?:that|which|who) sells?|people who sell|sites to buy|place to buy|places to buy)\b",
    r"\b(?:cheap(?:est)?|best|top|good|reliable|trusted|safe)\b.{0,20}\b(?:sellers?|vendors?|marketplaces?|place to buy|places to buy|pbn|pbns|link packages?|backlink packages?|sites? to buy|sites? for buying|providers?|billigste)\b",
    rf"\b(?:build|make|create|send|generate|blast|post|place|drop|spam|write|leave|get me|give me|submit|point|order)\b.{{0,25}}\b(?:\d{{2,}}k?|thousands?|hundreds?|millions?|tons|loads|bunch|spam|spammy|fake|toxic|bad|mass)\b.{{0,25}}\b{_LINKS}(?!.{{0,40}}\?\s*(?:is|good|bad))",
    r"\b(?:spam|attack|sabotage|destroy|ruin|harm|hurt|tank|penali[sz]e|negative seo|outrank|kill)\b.{0,25}\b(?:my|our|a|the|that|this|their|his|her|meinen)\b.{0,20}\b(?:competitors?|rivals?|competition|konkurrenten|konkurrenz)\b",
    r"\b(?:point|send|throw|build|aim)\b.{0,40}\b(?:at|to|against|for)\b.{0,15}\b(?:my|our|a|the|their)?\s?(?:competitors?|rivals?|competition)\b|\b(?:run|do|start|launch|perform|order) (?:a |some )?negative seo\b|\bhow (?:do|can|to|could) (?:i |we |you )?(?:do|run|start|launch|perform) (?:a )?negative seo",
    r"^(?:please |can you |could you )?(?:set up|build|create|make|start|organi[sz]e) (?:me |us )?(?:a |an |my |our |some )?(?:\w+ )?(?:link|blog|site) (?:network|farm|wheel)s?\b|^(?:please |can you |could you )?(?:attack|bomb|hit|blast|flood) \S+ with\b|\b(?:ich|wir) (?:will|wollen|mochten?|brauchen?)\b.{0,30}\b(?:back)?links?\b.{0,15}\b(?:kaufen|bestellen|mieten)\b|^(?:please |can you |could you )?(?:generate|create|make|register|write|post)\b.{0,20}\b(?:\d+|fake|hundreds|thousands|many)\b.{0,20}\b(?:profiles?|accounts?|comments?|reviews?)\b|\b(?:ich (?:be)?zahle (?:gut|dir|euch)|je (?:te |vous )?paie|(?:te )?pago bien|pago muy bien|eu pago|i(?: can| will|ll)? pay (?:well|good|cash|in crypto))\b|\b(?:how much|what|price|was|wieviel|wie viel|cuanto|combien|quanto)\b.{0,25}\b(?:do you charge|would you charge|do u charge|for a (?:link|backlink|guest post)|for (?:100|1000|500|50) )|\bi (?:will|ll|can) pay (?:you|u)\b|\bi(?: wi)?ll pay\b|\bsell (?:me|us)\b|\bdo you sell\b|\bcan you sell\b|\bplace our link for money\b|\bset up a pbn\b|\bhow (?:do|can|to) (?:i |we )?(?:build|set up|create|make|start|hide) (?:a |an |my |our )?(?:pbn|private blog network|link farm)",
    r"\bhide (?:paid|bought|sponsored|my paid|our paid) links?\b|\b(?:without|avoid) (?:google )?(?:noticing|getting caught|detection|being caught|detecting|finding out)\b|\bfake (?:reviews|testimonials|accounts|followers)\b|\bautomate (?:blog |forum )?(?:comments?|spam)|\bgsa (?:ser|search engine ranker)\b|\bxrumer\b|\bscrapebox\b",
)
_SPAMMING = re.compile(
    r"\b(?:post|drop|submit|spam|place)\b.{0,15}\blinks?\b.{0,20}\b(?:\d{2,}|hundreds|thousands|all)\b.{0,15}\b(?:forums?|blogs?|sites|directories|groups|servers)\b"
)
_JUDGING = _any(
    r"^(?:what|which) (?:strateg\w+|tactics?|methods?|techniques?|(?:kinds? of )?(?:content|articles?|posts?)) (?:\w+ )?(?:gets?|brings?|earns?) (?:me|us) ",
    r"^how (?:do|can|could|would|to)\b.{0,10}\b(?:know|tell|see|recogni[sz]e|find out)\b (?:whether|if|that|when)\b",
    r"^(?:does|did|why|should)\b|^(?:is|are) (?:link|selling|buying|paid)\b|\bpunish\w*\b|\bhow (?:many|fast|often)\b.{0,40}\b(?:safely|get|build|gain|earn)\b|\b(?:risk\w*|risqu\w+|safe|segur[oa]|peligros\w+|perigos\w+|gefahrlich\w*|dangerous|dangereu\w+|ok|okay|allowed|erlaubt|legal|illegal|penal\w+|worth|should|bad idea|good idea|hurts?|malo|mal|permitido|permis|detect|catch|hit|count|still works?|schad\w+|smart|wise|clever|punic\w+|castigo\w*|strafe\w*|sanction\w*|sinnvoll|lohnt|vale (?:la|a) pena|funciona|effective|myth|what (?:do|can|should|could) (?:we|i) do|what could go wrong|our users|users post|was passiert|que pasa|o que acontece)\b",
)
_DESTRUCTIVE = _any(
    r"\b(?:delete|remove|erase|wipe|clear|purge|destroy|reset|drop|losche|loscht|borra|elimina|supprime|efface|apague|apaga|exclua)\b.{0,20}\b(?:all|every|everything|entire|whole|alles|alle|todo|todos|todas|tout|toutes|tous|tudo)\b.{0,25}\b(?:data|database|links?|backlinks?|domains?|sites?|settings|history|records|guild|server|daten|datos|donnees|dados|channels?|rows|everything|enlaces|liens)\b",
    r"\b(?:delete|erase|wipe|clear|purge|destroy|reset|drop|nuke|losche|borra|supprime|apague)\b (?:everything|it all|all of it|the (?:whole )?(?:database|db|data|server|guild)|our (?:data|database|history)|alles|todo|tout|tudo)\b|\bfactory reset\b|\bself destruct\b|\b(?:shut ?down|kill|restart|reboot|stop|terminate) (?:yourself|the bot|the server|the process|backlight|bot)\b|\bleave (?:the |this )?(?:server|guild)\b",
)
_SMALLTALK = re.compile(
    r"^(?:(?:lol|lmao|rofl|haha+|hehe+|ok|okay|k|kk|cool|nice|great|awesome|wow|thanks?|thank you|thx|ty|thanks a lot|thank u|good (?:bot|job|morning|night|evening|afternoon)|bad bot|hi|hello|hey|yo|sup|hiya|hola|hallo|bonjour|salut|ola|gracias|danke|merci|obrigado|obrigada|bye|goodbye|cya|gn|gm|brb|wtf|omg|xd|nvm|never ?mind|yes|no|yep|nope|sure|please|test|testing|ping|hm+|ah+|oh+|idk|whats up|what s up|whatsup|how are you(?: doing)?(?: today)?|how r u|hows it hanging|moin|servus|guten (?:tag|morgen|abend)|buenos dias|buenas|tschuss|de nada|there|bot|backlight|man|dude|bro|again|so much|very much|guys|everyone|all|a lot|u|you|well done|perfect|super|gg|f|rip|\W)\s*)+$"
)
HELP = re.compile(
    r"^(?:help|help me|help please|hilfe|ayuda|aide|ajuda|commands?|usage|menu|manual|\?+|how do (?:i|you) (?:use|work)(?: (?:you|this|it|this bot|the bot|backlight))?|how does (?:this|the|this bot|the bot|it|backlight) ?(?:bot)? ?work|how (?:to|do i|can i) use (?:this|the|you|backlight|it)(?: bot)?|what (?:can|do|could) (?:i|you|we|u|this bot|the bot|backlight) (?:do|ask|help|answer|offer|know)(?: you)?(?: with)?(?: for (?:me|us))?(?: here)?|what are you(?: for)?|who are you|what is backlight|what is this bot(?: for)?|what are your (?:commands|features)|(?:list|show)(?: me)?(?: all| the| your)* (?:commands|help|features)|what commands (?:do you have|are there|exist)|was kannst du(?: alles)?|que puedes hacer|que sais tu faire|que peux tu faire|o que (?:voce|vc) (?:faz|pode fazer)|wie funktionierst du|what should i ask(?: you)?|how do i get started|getting started)\W*$"
)


_ANCHOR = re.compile(
    r"""\banchors?(?: texts?)?(?: is| of| like| called|:)? (?:"[^"]{1,60}"|“[^”]{1,60}”|'[^']{1,60}')"""
)  # what it says is data


_REASONS = (
    (_DESTRUCTIVE, Declined.DESTRUCTIVE),
    (_OTHERS, Declined.OTHERS),
    (_SPAMMING, Declined.SPAMMING),
    (_BUYING, Declined.BUYING),
)


def declined(question: str) -> Declined | None:
    """Why a question must not be answered whatever else it says, or None."""
    text = _ANCHOR.sub("anchor", plain(question))
    bare = text.replace("'", "")
    if _MISUSE.search(text) or _MISUSE.search(bare):
        return Declined.MISUSE
    judging = _JUDGING.search(bare)  # whether links may be bought is a fair question
    for pattern, reason in _REASONS:
        if pattern.search(bare) and not (judging and reason in {Declined.SPAMMING, Declined.BUYING}):
            return reason
    return Declined.SMALLTALK if _SMALLTALK.match(bare) else None


def asks_for_help(question: str) -> bool:
    """Whether somebody wants to know what the bot can do."""
    return bool(HELP.match(plain(question).replace("'", "")))
