"""How languages are called in five languages, without accents: "german", "aleman", "allemand", … are all `de`."""

_LANGUAGES = {
    "en": "english englische englischen ingles ingleses anglais inglesa",
    "de": "german germans deutsche deutschen deutsch aleman alemanes alemana allemand allemands alemao alemaes alemas",
    "es": "spanish spanische spanischen espanol espanoles espanola espagnol espagnols espanhol espanhois",
    "fr": "french franzosische franzosischen frances franceses francais francaise",
    "pt": "portuguese portugiesische portugiesischen portugues portugueses portugais brazilian",
    "it": "italian italienische italienischen italiano italianos italien italiens",
    "nl": "dutch niederlandische hollandische neerlandais holandes",
    "pl": "polish polnische polnischen polaco polonais",
    "ru": "russian russische russischen ruso rusos russe russes russo russos",
    "zh": "chinese chinesische chinesischen chino chinos chinois chines chineses",
    "ja": "japanese japanische japones japonais",
    "tr": "turkish turkische turco turc",
    "sv": "swedish schwedische sueco suedois",
    "da": "danish",
    "id": "indonesian indonesische indonesio",
    "ko": "korean",
    "ar": "arabic",
    "hi": "hindi",
    "cs": "czech",
    "uk": "ukrainian",
}
LANGUAGE_OF = {word: code for code, words in _LANGUAGES.items() for word in words.split()}
ENGLISH_NAME = {code: words.split(maxsplit=1)[0].title() for code, words in _LANGUAGES.items()}
