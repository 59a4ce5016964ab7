"""Months, weekdays, units and numbers in five languages, without accents."""

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero januar janner janvier janeiro",
            "february feb febrero februar fevrier fevereiro",
            "march mar marzo marz maerz mars marco",
            "april apr abril avril",
            "may mayo mai maio",
            "june jun junio juni juin junho",
            "july jul julio juli juillet julho",
            "august aug agosto aout",
            "september sep sept septiembre septembre setembro",
            "october oct octubre oktober okt octobre outubro",
            "november nov noviembre novembre novembro",
            "december dec diciembre dezember dez decembre dezembro",
        ),
        start=1,
    )
    for name in names.split()
}

WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon lunes montag lundi segunda",
            "tuesday tue tues martes dienstag mardi terca",
            "wednesday wed miercoles mittwoch mercredi quarta",
            "thursday thu thur thurs jueves donnerstag jeudi quinta",
            "friday fri viernes freitag vendredi sexta",
            "saturday sat sabado samstag sonnabend samedi",
            "sunday sun domingo sonntag dimanche",
        )
    )
    for name in names.split()
}

WEEKDAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

UNITS = {
    name: unit
    for unit, names in {
        "minutes": "minute minutes min mins minuto minutos minuten",
        "hours": "hour hours hr hrs h hora horas stunde stunden heure heures",
        "days": "day days dia dias tag tage tagen jour jours d",
        "weeks": "week weeks wk wks semana semanas woche wochen semaine semaines w",
        "months": "month months mo mth mths mes meses monat monate monaten mois",
        "quarters": "quarter quarters trimestre trimestres quartal quartale",
        "years": "year years yr yrs ano anos jahr jahre jahren an ans annee annees",
    }.items()
    for name in names.split()
}

NUMBERS = {
    name: number
    for number, names in {
        1: "one a an un una uno ein eine einen une um uma",
        2: "two dos zwei deux dois duas couple",
        3: "three tres drei trois",
        4: "four cuatro vier quatre quatro",
        5: "five cinco funf cinq",
        6: "six seis sechs",
        7: "seven siete sieben sept sete",
        8: "eight ocho acht huit oito",
        9: "nine nueve neun neuf nove",
        10: "ten diez zehn dix dez",
        12: "twelve doce zwolf douze doze",
        14: "fourteen fortnight",
        20: "twenty veinte zwanzig vingt vinte",
        30: "thirty treinta dreissig trente trinta",
        90: "ninety",
    }.items()
    for name in names.split()
}

CALENDAR_WORDS = frozenset(
    {word for table in (MONTHS, WEEKDAYS, UNITS, NUMBERS) for word in table}
    | set(  # noqa: C405  # a list of words
        [
            "today",
            "yesterday",
            "tomorrow",
            "last",
            "past",
            "previous",
            "this",
            "current",
            "week",
            "month",
            "recently",
            "since",
            "until",
            "between",
            "weekend",
            "ago",
            "hoy",
            "ayer",
            "semana",
            "pasada",
            "pasado",
            "ultimos",
            "ultimas",
            "este",
            "esta",
            "entre",
            "desde",
            "hasta",
            "heute",
            "gestern",
            "letzte",
            "letzten",
            "letzter",
            "letztes",
            "diese",
            "dieser",
            "diesen",
            "dieses",
            "seit",
            "zwischen",
            "vergangene",
            "vergangenen",
            "aujourd'hui",
            "aujourdhui",
            "hier",
            "derniere",
            "dernier",
            "derniers",
            "dernieres",
            "semaine",
            "cette",
            "depuis",
            "entre",
            "jusqu",
            "hoje",
            "ontem",
            "passada",
            "passado",
            "ultimos",
            "esta",
            "neste",
            "nesta",
            "entre",
            "desde",
            "ate",
            "report",
            "informe",
            "bericht",
            "rapport",
            "relatorio",
        ]
    )
)
