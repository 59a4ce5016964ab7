"""What walls and tombstones say, in any words: two ideas in one sentence, each in many languages.

Such pages are short and mean one thing, but are worded anew by every site. A list of whole phrases knows the usual
ones (`marks.py`); this knows the sentences that put "page" and "no longer there", or "confirm" and "human", together.
"""

# ruff: noqa: E501, RUF001  # words of many scripts

import re
from collections.abc import Iterable
from dataclasses import dataclass

MAX_SENTENCE = 120  # characters; a longer one is a menu without full stops, or says more


@dataclass(frozen=True, slots=True)
class Saying:
    """Two ideas that a sentence holds, in whatever order."""

    one: re.Pattern[str]
    other: re.Pattern[str]

    def told_in(self, texts: Iterable[str]) -> str | None:
        """The first sentence that holds both ideas; None when none does."""
        for text in texts:
            for sentence in _SENTENCE.findall(text):
                if len(sentence) <= MAX_SENTENCE and self.one.search(sentence) and self.other.search(sentence):
                    return str(sentence).strip()
        return None


_SENTENCE = re.compile(r"(?:[^.!?。！？|]|\.(?=\S))+[.!?。！？|]?")


def _words(*roots: str) -> re.Pattern[str]:
    """Any of these beginnings of words, as regular expressions; of scripts without spaces between words, anywhere."""
    spaced = [root for root in roots if not _UNSPACED.match(root)]
    unspaced = [root for root in roots if _UNSPACED.match(root)]
    return re.compile("|".join([rf"(?<!\w)(?:{'|'.join(spaced)})", *unspaced]), re.IGNORECASE)


_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")

_PAGE = _words(
    r"links?\b|journal\b|videos?\b|job\b|posting\b|offer\b|profile\b|enlace|lien\b",
    r"pages?\b|urls?\b|article\b|post\b(?! office)|listing\b|advert(?:isement)?\b|thread\b|seite|beitrag",
    r"artikel|anzeige|eintrag|annonce\b|contenu|p[áa]gin|art[íi]culo|anuncio|articolo|contenut|annuncio",
    r"artigo|conteúdo|sidan?\b|siden|inlägg|sivu|artikkel|stron[aęy]|artykuł|stránk|strank?a\b|článek|oldal",
    "articol|страниц|стать[яию]|сторінк|stranic|σελίδα|sayfa|halaman|trang|bài viết|पृष्ठ|पेज|(?:ال)?صفح",
    "(?:ה)?(?:דף|עמוד)",
    "ページ|記事|页面|网页|頁面|網頁|文章|페이지|게시물|หน้า",
)
_NOT_THERE = _words(
    r"(?:has|have) been (?:moved|filled|closed)\b|is(?: not|n['’]t) here|broken\b|no longer (?:accepting|active)",
    "no (?:longer (?:exist|available|here|online|there|be found)|such)",
    r"(?:does|do|did|could|can|was|is|are)(?:n[o']t| not|not)\b.{0,30}\b(?:exist|f(?:ou|i)nd)",
    r"(?:has|have) been (?:removed|deleted)|there is no\b.{0,30}\b(?:here|address|any more)|unable to find",
    "never existed|has expired",
    r"nicht (?:mehr )?(?:gefunden|vorhanden|verfügbar|finden|existier|online|erreichbar|da\b)",
    r"existiert\b.{0,20}\bnicht|gibt es\b.{0,20}\bnicht|gelöscht|entfernt worden|verschwunden|introuvable",
    "n['’]existe|n['’]est plus (?:disponible|en ligne|accessible)|disparu|(?:été )supprimé",
    r"pas\b.{0,20}\btrouv|no\b.{0,30}\b(?:encontr|existe|disponible)|(?:ha sido|fue) (?:eliminad|borrad)",
    r"não\b.{0,30}\b(?:encontr|exist|dispon)|foi (?:removid|apagad|excluíd)",
    r"non\b.{0,30}\b(?:trov|esist|disponib)|è stat[ao] (?:rimoss|cancellat|eliminat)",
    r"niet\b.{0,30}\b(?:gevonden|vinden|bestaa|beschikbaar)|bestaat\b.{0,10}\bniet|verwijderd",
    r"nie\b.{0,30}\b(?:istniej|znale|dostępn)|usunięt|inte\b.{0,30}\b(?:hitta|finn)",
    r"(?:hitta|finn)\w*\b.{0,20}\binte\b|ikke\b.{0,30}\b(?:fin[dn]|fun[dn])|fin[dn]\w*\b.{0,20}\bikke\b",
    r"ei\b.{0,30}\b(?:löy|ole)|poistettu|ne(?:existuj|nalezen|byla nalezena|našl|ní k dispozici)",
    "(?:už|již) ne|odstraněn|nem (?:található|létezik|talál)|törölt|nu (?:a fost găsit|exist|am găsit|mai)",
    r"не (?:найден|существу|удалось найти|нашл|доступн)|(?:больше|уже) не(?:т\b| )|удал[её]н",
    "не (?:знайд|існу|вдалося)|більше немає|не (?:е намерен|съществ)|nije (?:pronađ|nađ)|ne postoji",
    "δεν (?:βρέθηκε|υπάρχει|μπορ)|bulunam|mevcut değil|kaldırıl",
    "tidak (?:ditemukan|ada|tersedia|dapat ditemukan)|không (?:tìm thấy|tồn tại|còn)",
    "(?:नहीं (?:मिल|है)|मौजूद नहीं)|غير موجود|لم يتم العثور|لم تعد|لا وجود|(?:یافت|پیدا) نشد|وجود ندارد",
    "לא (?:נמצא|קיים)|הוסר",
    "見つか(?:りません|らない)|存在し(?:ません|ない)|削除され|不存在|找不到|未找到|没有找到|沒有找到",
    "已(?:被)?(?:删除|刪除|移除)|찾을 수 없|존재하지 않|삭제되|ไม่พบ|ไม่มีอยู่|ถูกลบ",
)
GONE = Saying(_PAGE, _NOT_THERE)

_HUMAN = _words(
    r"a (?:real )?person\b|una? persona\b|une personne\b|eine person\b|uma pessoa\b|een persoon\b",
    r"humans?\b|robot|bots?\b|mensch|humain|human[oa]|uman[oi]|een mens\b|menneske|människa|człowiek",
    r"ihminen|ember\b|člověk|človek|insan|человек|людин|робот|(?:ال)?إنسان|روبوت|רובוט|בן אדם|άνθρωπο",
    "ρομπότ|manusia|con người|người máy|इंसान|मानव|रोबोट|robô|roboț",
    "人間|ロボット|人类|人類|机器人|機器人|真人|사람|로봇|มนุษย์|หุ่นยนต์",
)
_CONFIRM = _words(
    r"show us\b|conferm|dimostr|confirme|(?:ال)?تحقق|(?:ب)?تأكيد|إثبات",
    r"verif|vérif|confirm|prove\b|check(?:ing)?\b|mak(?:e|ing) sure|bestätig|überprüf|beweis|prouve|comprob",
    "demuestr|controle|bevestig|bewijs|bekräft|bekræft|bekreft|potwierd|udowodni|zweryf|vahvista|todista",
    "erősít|igazol|potvr|ověř|dokažte|doğrula|kanıtla|подтверд|провер|докаж|підтверд|перевір|επιβεβαι",
    "επαληθ|pastikan|buktikan|xác (?:minh|nhận)|सत्यापि|पुष्टि|تأكد|تحقق|أثبت|נא לאשר|אמת|הוכ|dovedi",
    "確認|証明|确认|验证|驗證|证明|확인|인증|증명|ยืนยัน",
)
PROVE = Saying(_HUMAN, _CONFIRM)

_UNUSUAL = _words(
    "unusual|suspicious|abnormal|automated|ungewöhnlich|verdächtig|automatisiert|inhabituel|suspect",
    "inusual|sospech|insolit|anomal|sospett|incomum|suspeit|ongebruikelijk|verdacht|ovanlig|usædvanlig",
    "uvanlig|nietypow|podejrzan|необычн|подозрит|незвич|підозр|olağan ?dışı|şüpheli|neobvykl|szokatlan",
    "neobișnuit",
    "異常|异常|不正|비정상|비정상적",
)
_TRAFFIC = _words(
    "traffic|activit|requests?|queries|datenverkehr|aktivität|anfragen|zugriffe|trafic|tráfico|actividad",
    "traffico|attività|tráfego|atividade|verkeer|activiteit|trafik|aktivitet|ruch|aktywność|трафик",
    "активност|запрос|трафік|активніст|trafiği|etkinlik|provoz|forgalom",
    "アクセス|トラフィック|流量|访问|訪問|트래픽|접근|활동",
)
SUSPECTED = Saying(_UNUSUAL, _TRAFFIC)

# the other side speaks to its visitor, whatever the words: "your request", "in your country"
_REFUSED = _words(
    r"block(?:ed|ing)\b|banned\b|denied\b|rejected\b|refused\b|forbidden\b|intercepted\b|restricted\b|stopped\b|flagged|deny|not (?:welcome|allowed|permitted)|gesperrt|blockiert|abgelehnt|bloqu|refusé|rechaza|denega",
    "blocc|rifiuta|geblokkeerd|geweigerd|zablokowan|odrzucon|заблок|отклон|блокован|blockera|blokere|engellen|letiltott",
    "letiltva|letiltás|blockerat|spärra|spærret|nægtet|afvist|estetty|estettiin|hylätt|blocat|diblokir|bị chặn|zablokován|estet|محظور|تم حظر|נחסמ",
    "拦截|攔截|封禁|阻断|阻止|ブロック|拒否|拒绝|차단|거부|ถูกบล็อก",
)
_YOUR_REQUEST = _words(
    r"your (?:user[ -]?agent|vpn|proxy)|(?:bots|crawlers|robots|scrapers|visitors from|vpns?)\b|(?:your|this|the) (?:ip\b|requests?\b|access\b|visit\b|connection|browser|traffic|network|action\b|requested url|client)",
    "(?:ihr|dein)e? (?:ip|anfrage|zugriff|zugang|verbindung)|(?:die|diese) anfrage|votre (?:ip|adresse|requête|accès|demande|connexion)",
    "(?:su|tu) (?:ip|dirección|solicitud|petición|acceso|conexión)|(?:seu|sua) (?:ip|endereço|acesso|solicitação|requisição|conexão)",
    "(?:il )?(?:tuo|suo) (?:ip|indirizzo|accesso)|(?:la )?(?:tua|sua) (?:richiesta|connessione)|(?:uw|je|jouw) (?:ip|verzoek|toegang|verbinding)",
    "tw(?:ój|oje) (?:adres|ip|żądani|dostęp)|ваш[ае]? (?:ip|адрес|запрос|доступ|запит)|di(?:n|tt?) (?:ip|begäran|anrop|anmodning|forespørsel)",
    "váš (?:požadavek|přístup)|vaše (?:ip|adresa)|isteğiniz|ip adresiniz|erişiminiz|pyyntös|ip-osoit|(?:az )?ön ip|ip-cím|adgang\b|elérés|عنوانك|الوصول|طلبك|solicitarea (?:dvs|ta)|permintaan anda|yêu cầu của bạn",
    "(?:您|你)的(?:请求|請求|访问|訪問|ip|操作)|お客様の|あなたの|リクエスト|アクセス|귀하의|요청이|접근이|접속이",
)
REFUSED = Saying(_YOUR_REQUEST, _REFUSED)

_TOO_MANY = _words(
    r"too (?:many|fast|quickly|often)|(?:zu|allzu) (?:viele|schnell|oft)|trop (?:de|vite|souvent)|demasiad|muitas|excessiv",
    r"tropp[eoi]\b|te (?:veel|snel)|för många|for mange|liian monta|zbyt (?:wiele|często|szybko)|za dużo|příliš mnoho",
    "слишком (?:много|част|быстр)|забагато|надто багато|(?:çok )?fazla|túl sok|prea multe|terlalu banyak|quá nhiều",
    "过多|過多|太多|多すぎ|频繁|頻繁|너무 많",
)
_REQUESTS = _words(
    r"(?:making )?requests?\b|anfragen|zugriffe|requêtes|demandes|solicitud|peticion|pedidos|solicitações|requisições",
    "acessos|richieste|verzoeken|aanvragen|förfrågningar|begäran|forespørg|forespørs|pyyntö|żądań|zapytań|požadavk",
    "запрос|запит|istek|kérés|cereri|solicitări|permintaan|yêu cầu",
    "请求|請求|访问|訪問|操作|リクエスト|アクセス|요청",
)
TOO_MANY = Saying(_TOO_MANY, _REQUESTS)

_YOUR_PLACE = _words(
    "your (?:country|region|location|area|territory|jurisdiction)|(?:ihre|deine)[mr]? (?:land|region|standort|gebiet)",
    "votre (?:pays|région|zone|territoire)|(?:su|tu) (?:país|región|ubicación|zona)|(?:seu país|sua região|sua localização)",
    "(?:tuo|suo|vostro) paese|(?:tua|sua|vostra) (?:regione|area|zona)|(?:uw|jouw|je) (?:land|regio|locatie)",
    "(?:twoim|państwa) kraju|twoj(?:ej|ego) (?:lokalizacji|region)|ваш(?:ей|ем|ому|ій) (?:стран|регион|країн|регіон)",
    "bulunduğunuz|ülkenizde|bölgenizde|di[nt]t? (?:land|region)|vaší (?:zemi|oblasti)|az ön országában|țara (?:dvs|ta)",
    "negara anda|wilayah anda|quốc gia của bạn|بلدك|منطقتك|(?:במדינה|באזור) של",
    "お住まいの|ご利用の(?:地域|国)|お客様の(?:地域|国)|(?:您|你)(?:所在)?的?(?:国家|國家|地区|地區)|귀하의 (?:국가|지역)|해당 국가",
)
_WITHHELD = _words(
    r"not (?:currently )?(?:available|accessible|offered|permitted|allowed|supported)|(?:is|are)n['’]t available|unavailable",
    "nicht (?:verfügbar|erreichbar|zugänglich|angeboten|gestattet|erlaubt|abrufbar)|(?:pas|non) (?:disponible|accessible|autorisé)",
    "no (?:está |se encuentra )?disponible|indisponível|não (?:está )?dispon|non (?:è |sono )?(?:disponibil|accessibil)",
    "niet (?:beschikbaar|toegankelijk)|niedostępn|nie (?:jest|są) dostępn|недоступ|не доступ|otillgänglig|inte tillgänglig",
    r"ikke tilg[jæ]|nedostupn|není dostupn|nem (?:elérhető|érhető)|indisponibil|nu este disponibil|kullanılam|erişilem|erişemez",
    "mevcut değil|tidak tersedia|không (?:khả dụng|có sẵn)|غير متاح|غير متوفر|אינו זמין",
    "利用できません|ご利用いただけません|ご覧いただけません|不可用|无法访问|無法訪問|不提供|이용할 수 없|제공되지 않",
)
NOT_THERE_FOR_YOU = Saying(_YOUR_PLACE, _WITHHELD)

_OF_AGE = _words(
    r"(?<![\d-])(?:16|18|21)(?:\+|(?=[?.!]|['’]| (?:or|and|years?|ans|años|anni|anos|jaar|jahre|lat|let|лет|år|yaş|éves|ani|oder|of|ou|o|či|eller)\b))",
    "legal (?:drinking )?age|volljährig|maggiorenne|mayor de edad|maior de idade|majeur",
)
_YOUR_AGE = _words(
    r"are you\b|you (?:must|have to|need to)\b|i am\b|confirm (?:that |your )|bist du|sind sie|du musst|(?:sie )?müssen|musst du|mindestalter",
    "avez-vous|êtes-vous|vous devez|j['’]ai|(?:¿)?eres|tienes|debes|(?:es|soy) (?:usted )?mayor|hai (?:più|almeno)",
    r"sei\b|devi\b",
    "você (?:tem|é|deve)|tem mais|bent u|ben je|je moet|(?:czy )?(?:masz|jesteś|ukończył)|musisz|вам (?:уже )?(?:есть|исполнилось)",
    "мне (?:уже )?есть|вам має|är du|er du|fyllt|oletko|je (?:vám|ti)|bylo vám|yaşından|yaşında mısınız|elmúlt|ai (?:peste|împlinit)",
    "あなたは|以上ですか|您(?:是否)?已?年?满|年满|滿|만 19세|이상입니까",
)
OF_AGE = Saying(_OF_AGE, _YOUR_AGE)

_SHIELDED = _words(
    r"(?:this|the|our) (?:web ?)?(?:site|page|server|service)\b.{0,80}\b(?:protect|security|firewall)|using a security (?:service|solution)",
    "сайт защищ|сайт захищ",
    r"(?:diese|die|unsere) (?:web)?(?:site|seite)\b.{0,80}\bschütz|ce site\b.{0,80}\b(?:protég|sécurité)",
    r"(?:este|nuestro) sitio\b.{0,80}\b(?:proteg|seguridad)|este site\b.{0,80}\b(?:proteg|segurança)",
    r"questo sito\b.{0,80}\b(?:proteg|sicurezza)|deze (?:web)?site\b.{0,80}\bbe(?:veilig|scherm)|эт(?:от|ого) сайт\w*.{0,80}защи",
)
_ATTACKS = _words(
    r"(?:online |cyber-?|ddos |bot )?attacks?|malicious|bots\b|abuse|angriff|attaque|ataque|attacc|aanval|ataki|атак"
)
SHIELDED = Saying(_SHIELDED, _ATTACKS)

_ONLY = _words(
    r"only|exclusive|nur\b|ausschließlich|réservé|exclusi|s[oó]lo\b|solo\b|apenas|alleen\b|tylko|только",
    r"лише|endast\b|bara\b|kun\b|vain|pouze|sadece",
    "限定|专享|專享|仅限|전용",
)
_MEMBERS = _words(
    r"members\b|subscribers|registered|mitglieder|abonnenten|angemeldet|registriert|membres\b|abonnés",
    r"miembros|suscriptor|registrad|membri|abbonati|iscritti|leden\b|abonnees|członk|zalogowan|участник",
    "подписчик|зарегистрир|medlemmar|medlemmer|membros|assinantes|jäsen|členy|üye",
    "会员|會員|会員|회원",
)
MEMBERS_ONLY = Saying(_ONLY, _MEMBERS)

_DOMAIN = _words(
    "domain|domaine|domini[oa]?|domínio|domein|domena|doména|домен|alan adı|domän|domæne|domene|tên miền",
    "ドメイン|域名|網域|도메인",
)
_ON_SALE = _words(
    "(?:is|may be|are) (?:available )?for (?:sale|purchase)|at auction|(?:has|is) expired|is parked",
    r"(?:zum|zu) verkauf|steht\b.{0,20}\bverkauf|abgelaufen|à vendre|a expiré|(?:en|a la) venta",
    "ha (?:expirado|caducado)|in vendita|scadut|à venda|expirou|te koop|verlopen|na sprzedaż|wygasł",
    "прода[её]тся|ист[её]к|satılık|till salu|til sal[gs]|na prodej|eladó",
    "販売|期限切れ|出售|过期|已到期|판매|만료",
)
ON_SALE = Saying(_DOMAIN, _ON_SALE)

_FAILURE = _words(
    r"error|fehler|erreur|erro\b|fout\b|błąd|ошибк|помилк|hata\b|chyba|hiba\b|fel\b|feil\b|fejl\b|eroare|greška|virhe",
    "エラー|错误|錯誤|오류|ข้อผิดพลาด",
)
_OF_THE_SERVER = _words(
    r"internal|interne?r?\b|intern[oa]\b|interní|server|serv[ei]ur|servidor|сервер|sunucu|palvelin|kiszolgáló|database|"
    r"datenbank|base de (?:datos|données|dados)|databas|baz[ay] d|veritabanı|sql\b",
    "サーバ|服务器|伺服器|서버|เซิร์ฟเวอร์|数据库|データベース",
)
FAILED = Saying(_FAILURE, _OF_THE_SERVER)

_MAINTENANCE = _words(
    r"maintenance|mantenimiento|wartung|manutenção|manutenzione|onderhoud|underhåll|vedligehold|vedlikehold|konserwac|"
    r"údržb|karbantart|обслуживани|технические работы|bakım|صيانة|תחזוקה|συντήρηση|bảo trì|pemeliharaan|huolto",
    "メンテナンス|维护|維護|점검|ปรับปรุง",
)
_OF_THE_SITE = _words(
    r"(?:web)?site\b|back (?:soon|shortly|online)|be back|we(?:['’]re| are)\b|currently|scheduled|sito\b|sitio\b|"
    r"seite\b|estamos|stiamo|nous (?:sommes|effectuons)|en (?:maintenance|mantenimiento)|em manutenção|in manutenzione|"
    r"wir (?:sind|führen)|bientôt|pronto|em breve|сайт|ведутся|strona|stron[aie]|webbplats|siden\b|oldal|stránk|"
    r"sitemiz|الموقع|האתר",
    "サイト|中です|中|网站|網站|사이트|중|เว็บไซต์",
)
PAUSED = Saying(_MAINTENANCE, _OF_THE_SITE)

_SORRY = _words(
    r"try (?:again|later)(?: (?:later|soon|shortly|in [^.!]{1,20}|or [^.!]{1,60}))?\s*(?:[.!]|$)|(?:please )?re(?:load|fresh) (?:the|this) page|something (?:went|has gone) wrong|unexpected error|too busy\b|sqlstate|"
    r"(?:could not|unable to) connect|connection refused|connection (?:timed out|failed)|(?:server|site|system) is (?:\w+ )?overloaded|you need access|request access|"
    r"subscribe to (?:read|continue|view)|(?:turn off|disable|without) (?:your |a )?(?:vpn|proxy)|upload your (?:files|website)|"
    r"(?:group|profile|account|channel|board|blog) is private|contact the (?:site |website )?(?:owner|administrator|webmaster)",
    "(?:bitte )?versuchen sie (?:es )?(?:später|erneut|noch)|versuche es (?:später|erneut)|erneut versuchen|überlastet|wenden sie sich an den",
    "(?:veuillez )?réessay|une erreur (?:est survenue|s['’]est produite)|contactez l['’]administrateur|surchargé",
    "int[eé]nt[ea](?:lo|r)? (?:de nuevo|más tarde|nuevamente)|vuelva a intentar|inténtelo|algo salió mal|tente (?:novamente|mais tarde)|ocorreu um erro",
    "riprova|si è verificato un errore|probeer (?:het )?(?:later|opnieuw)|er (?:is|ging) iets (?:mis|fout)|försök (?:igen|senare)|prøv igen|prøv igjen",
    "yritä (?:myöhemmin|uudelleen)|spróbuj (?:ponownie|później)|coś poszło nie tak|zkuste (?:to )?(?:znovu|později|prosím)|próbálja (?:újra|meg)",
    "попробуйте (?:ещ[её] раз|позже|снова)|повторите попытку|спробуйте (?:ще раз|пізніше)|încerca[țt]i (?:din nou|mai târziu)|tekrar dene|coba lagi",
    "thử lại|أعد المحاولة|حاول مرة|المحاولة لاحق|נסה שוב|נסו שוב|δοκιμάστε ξανά|опитайте (?:отново|по-късно)",
    "请稍后|請稍後|稍后再试|稍候|再度お試し|時間をおいて|しばらくして|升级维护|升級維護|다시 시도|잠시 후|ลองใหม่|ลองอีกครั้ง",
)


def sorry(texts: Iterable[str]) -> str | None:
    """What a page says that only excuses itself: come back later, something went wrong, ask for access."""
    return next((found[0] for text in texts if (found := _SORRY.search(text))), None)
