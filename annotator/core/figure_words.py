"""Figures in other languages, as data: number words, scales, modifiers, units and what ends a counted noun.

Lower case throughout. What is counted is taken by the form of the words behind the number, which differs by language;
the rules are in `figures_elsewhere`.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from annotator.core.records import Bound


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _numbers(words: str, *, start: int = 2, step: int = 1) -> dict[str, Decimal]:
    """Words in the order of their values; forms of one value are joined by a stroke."""
    return {
        form: Decimal(start + step * place) for place, forms in enumerate(words.split()) for form in forms.split("|")
    }


def _phrases(**by_bound: str) -> dict[str, Bound]:
    """Modifiers by what they bound, parted by commas."""
    return {phrase.strip(): Bound(name) for name, phrases in by_bound.items() for phrase in phrases.split(",")}


_MILLION, _BILLION, _THOUSAND = Decimal(10**6), Decimal(10**9), Decimal(1000)


@dataclass(frozen=True, slots=True)
class FigureWords:
    """What one language writes around numbers. `between` are the words of "between … and …"."""

    numbers: dict[str, Decimal]
    scales: dict[str, Decimal]
    modifiers: dict[str, Bound]
    postfixes: dict[str, Bound]
    between: tuple[tuple[str, str], ...]
    to: str
    percent: str
    money: str
    units: str
    #: Ends the run of words that are counted.
    ends: frozenset[str]
    #: "millones de euros", "casos de cólera": the word of it may stand before a unit and behind a noun.
    of: str = ""
    #: How what is counted looks: a run of plurals, a capital, or one word (with adjectives before it).
    noun: str = r"[^\W\d_]{2,}"
    sources: frozenset[str] = field(default_factory=frozenset)
    #: 1,200 is twelve hundred; elsewhere the comma is decimal.
    has_comma_groups: bool = False
    #: Behind a number these tell a year or an hour.
    no_figure: str = "(?!)"


_LATIN_MONEY = r"[$£€]|euros?|d[oó]lares|dollars?|pesos?|francs?|libras?|livres?|yenes|yens?|yuans?|rublos|roubles"

FIGURE_WORDS: dict[str, FigureWords] = {
    "es": FigureWords(
        numbers=_numbers("dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis "
                         "diecisiete dieciocho diecinueve veinte")
        | _numbers("treinta cuarenta cincuenta sesenta setenta ochenta noventa cien|un_centenar", start=30, step=10)
        | {"una docena": Decimal(12), "medio millón": Decimal(500_000)},
        scales={"mil millones": _BILLION, "millones": _MILLION, "millón": _MILLION, "mil": _THOUSAND,
                "billones": Decimal(10**12)},
        modifiers=_phrases(
            at_least="más de, al menos, por lo menos, no menos de, un mínimo de",
            at_most="menos de, hasta, como máximo, no más de, un máximo de",
            about="unos, unas, cerca de, casi, alrededor de, aproximadamente, en torno a, un promedio de",
            exact="un total de, otros, otras, solo, sólo, apenas",
        ),
        postfixes=_phrases(at_least="o más", at_most="o menos"),
        between=(("entre", "y"), ("de", "a")), to="a|o", percent=r"%|por ciento",
        money=_LATIN_MONEY,
        units=r"años?|meses|mes|semanas?|días?|horas?|minutos?|segundos?|kilómetros?|km|metros?|centímetros?|"
              r"toneladas?|kilos?|gramos|litros?|hectáreas?|grados|puntos|barriles|megavatios",
        ends=_words("y o que se los las el la lo un una en por para con sin según tras ante desde entre menos más es "
                    "son fue fueron está están ha han al del de a como pero sus les nos cuando donde hasta sobre dijo "
                    "unos unas"),
        of="de", noun=r"[^\W\d_]{2,}[sz]", sources=_words("fuentes"), no_figure=r"de\s[a-zé]+(?:\sde)?\s\d{4}",
    ),
    "fr": FigureWords(
        numbers=_numbers("deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize "
                         "dix-sept dix-huit dix-neuf vingt")
        | _numbers("trente quarante cinquante soixante soixante-dix quatre-vingts quatre-vingt-dix "
                   "cent", start=30, step=10)
        | {"une dizaine": Decimal(10), "une douzaine": Decimal(12), "une vingtaine": Decimal(20),
           "une trentaine": Decimal(30), "une cinquantaine": Decimal(50), "une centaine": Decimal(100),
           "un millier": _THOUSAND},
        scales={"milliards": _BILLION, "milliard": _BILLION, "millions": _MILLION, "million": _MILLION,
                "mille": _THOUSAND, "billions": Decimal(10**12)},
        modifiers=_phrases(
            at_least="plus de, au moins, pas moins de, un minimum de",
            at_most="moins de, jusqu'à, jusqu’à, au plus, pas plus de, un maximum de",
            about="environ, près de, quelque, presque, autour de, une moyenne de, à peu près",
            exact="un total de, seulement, autres",
        ),
        postfixes=_phrases(at_least="ou plus, au moins", at_most="ou moins, au plus", about="environ"),
        between=(("entre", "et"), ("de", "à")), to="à|ou", percent=r"%|pour cent",
        money=_LATIN_MONEY,
        units=r"ans?|années?|mois|semaines?|jours?|heures?|minutes?|secondes?|kilomètres?|km|mètres?|centimètres?|"
              r"tonnes?|kilos?|grammes|litres?|hectares?|degrés|points|barils|mégawatts",
        ends=_words("et ou qui que dont les la le l un une en par pour avec sans selon après devant depuis entre moins "
                    "plus est sont était ont a à au aux du des de d comme mais ses leurs dans sur sous vers lors puis "
                    "pas"),
        of=r"de|d['’]", noun=r"[^\W\d_]{2,}[sx]", sources=_words("sources"), no_figure=r"heures\s\d|h\d\d",
    ),
    "de": FigureWords(
        numbers=_numbers("zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn "
                         "sechzehn siebzehn achtzehn neunzehn zwanzig")
        | _numbers("dreißig vierzig fünfzig sechzig siebzig achtzig neunzig hundert", start=30, step=10)
        | {"ein dutzend": Decimal(12), "tausend": _THOUSAND},
        scales={"milliarden": _BILLION, "milliarde": _BILLION, "mrd.": _BILLION, "millionen": _MILLION,
                "million": _MILLION, "mio.": _MILLION, "tausend": _THOUSAND, "billionen": Decimal(10**12)},
        modifiers=_phrases(
            at_least="mehr als, mindestens, wenigstens, über, gut, nicht weniger als",
            at_most="weniger als, höchstens, bis zu, maximal, unter, knapp, nicht mehr als",
            about="rund, etwa, circa, ca., ungefähr, fast, nahezu, gegen, durchschnittlich, beinahe",
            exact="insgesamt, nur, lediglich, weitere, genau",
        ),
        postfixes=_phrases(at_least="oder mehr", at_most="oder weniger"),
        between=(("zwischen", "und"), ("von", "bis")), to="bis|oder", percent=r"%|prozent",
        money=r"[$£€]|euro|dollar|us-dollar|franken|pfund|yen|yuan|rubel|cent",
        units=r"jahren?|jahre|monaten?|monate|wochen?|tagen?|tage|stunden?|minuten?|sekunden?|kilometern?|km|metern?|"
              r"meter|zentimeter|tonnen|kilogramm|kilo|gramm|litern?|liter|hektar|grad|punkten?|punkte|barrel|megawatt",
        ends=_words("und oder die der das den dem des ein eine in im am an auf aus bei mit von vom zu zum zur nach "
                    "seit vor für gegen ist sind war waren hat haben wird werden wurde wurden sich als wie aber dass "
                    "um pro je mehr"),
        noun=r"(?:[a-zäöüß]{3,}e[nr]?s?\s){0,2}[A-ZÄÖÜ][^\W\d_]+(?:-[^\W\d_]+)*", sources=_words("quellen insider"),
        no_figure=r"uhr\b",
    ),
    "ru": FigureWords(
        numbers=_numbers("два|две|двух три|трёх|трех четыре|четырёх|четырех пять|пяти шесть|шести семь|семи "
                         "восемь|восьми девять|девяти десять|десяти одиннадцать двенадцать тринадцать четырнадцать "
                         "пятнадцать шестнадцать семнадцать восемнадцать девятнадцать двадцать|двадцати")
        | _numbers("тридцать|тридцати сорок пятьдесят|пятидесяти шестьдесят семьдесят восемьдесят девяносто сто|ста",
                   start=30, step=10),
        scales={"млрд": _BILLION, "миллиардов": _BILLION, "миллиарда": _BILLION, "миллиард": _BILLION,
                "млн": _MILLION, "миллионов": _MILLION, "миллиона": _MILLION, "миллион": _MILLION,
                "тыс.": _THOUSAND, "тыс": _THOUSAND, "тысяч": _THOUSAND, "тысячи": _THOUSAND, "тысяча": _THOUSAND,
                "трлн": Decimal(10**12)},
        modifiers=_phrases(
            at_least="более, больше, свыше, не менее, как минимум, по меньшей мере, минимум",
            at_most="менее, меньше, до, не более, максимум",
            about="около, почти, примерно, порядка, приблизительно, в среднем",
            exact="всего, только, ещё, еще, ровно",
        ),
        postfixes=_phrases(at_least="и более", at_most="и менее"),
        between=(("от", "до"), ("между", "и")), to="до|или", percent=r"%|процент(?:а|ов|ами)?",
        money=r"[$£€₽]|рубл(?:ей|я|ь)|доллар(?:ов|а)?|евро|гривен|юан(?:ей|я)",
        units=r"лет|года?|месяц(?:ев|а)?|недел[ьиь]|дн(?:ей|я)|сут(?:ок|ки)|час(?:ов|а)?|минут[ы]?|секунд[ы]?|"
              r"километр(?:ов|а)?|км|метр(?:ов|а)?|тонн[ы]?|килограмм(?:ов|а)?|кг|литр(?:ов|а)?|гектар(?:ов|а)?|"
              r"градус(?:ов|а)?|баррел(?:ей|я)",
        ends=_words("и или в на по из с со к ко у о об от до за для при что как но а не был была были это его её их мы "
                    "они он она года год году марта мая июня июля января февраля апреля августа"),
        noun=r"(?:[а-яё-]+(?:ых|их|ого|ные|ных)\s){0,2}(?![а-яё]+(?:ли|лись|ло|ла|лся)\b)[а-яё-]{3,}",
        sources=_words("источника источников"),
        no_figure=r"год[ау]?\b|годы\b|годах\b|г\.",
    ),
    "ar": FigureWords(
        numbers=_numbers("اثنين|اثنان ثلاثة|ثلاث أربعة|أربع خمسة|خمس ستة|ست سبعة|سبع ثمانية|ثماني تسعة|تسع عشرة|عشر")
        | _numbers("عشرين|عشرون ثلاثين|ثلاثون أربعين|أربعون خمسين|خمسون ستين|ستون سبعين|سبعون ثمانين|ثمانون "
                   "تسعين|تسعون مئة|مائة", start=20, step=10),
        scales={"مليارات": _BILLION, "مليار": _BILLION, "ملايين": _MILLION, "مليون": _MILLION, "آلاف": _THOUSAND,
                "ألفا": _THOUSAND, "ألف": _THOUSAND},
        modifiers=_phrases(
            at_least="أكثر من, ما لا يقل عن, لا يقل عن, على الأقل",
            at_most="أقل من, ما لا يزيد على, لا يزيد عن, حتى",
            about="نحو, حوالي, حوالى, قرابة, ما يقارب, زهاء, ما يقرب من, تقريبا",
            exact="فقط",
        ),
        postfixes=_phrases(at_least="على الأقل, أو أكثر", about="تقريبا, تقريبًا", at_most="على الأكثر"),
        between=(("بين", "و"), ("من", "إلى")), to="إلى", percent=r"[%٪]|(?:في|ب)\s?ال(?:مئة|مائة)|بالمئة|بالمائة",
        money=r"[$£€]|دولارات|دولارا?|يورو|جنيها?|ريالا?|دينارا?|ليرة|درهما?|شيكلا?",
        units=r"سنوات|سنة|عاما?|أعوام|أشهر|شهرا?|أسابيع|أسبوعا?|أيام|يوما?|ساعات|ساعة|دقائق|دقيقة|ثوان|كيلومترات|"
              r"كيلومترا?|أمتار|مترا?|أطنان|طنا?|كيلوغراما?|لترا?|هكتارا?|درجات|درجة|برميلا?",
        ends=_words("من في على إلى عن مع أن إن كان كانت هذا هذه التي الذي ما لا لم بعد قبل خلال بين أو منذ حتى عند"),
        noun=r"(?!و)[^\W\d_]{3,}", sources=_words("مصادر مصدرين"), has_comma_groups=True,
        no_figure=r"(?:يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر)\b",
    ),
    "he": FigureWords(
        numbers=_numbers("שניים|שני|שתי|שתיים שלושה|שלוש ארבעה|ארבע חמישה|חמש שישה|שש שבעה|שבע שמונה תשעה|תשע עשרה|עשר")
        | _numbers("עשרים שלושים ארבעים חמישים שישים שבעים שמונים תשעים מאה", start=20, step=10),
        scales={"מיליארד": _BILLION, "מיליון": _MILLION, "אלפים": _THOUSAND, "אלף": _THOUSAND},
        modifiers=_phrases(
            at_least="יותר מ-, יותר מ, לפחות, מעל, למעלה מ-, לא פחות מ-",
            at_most="פחות מ-, פחות מ, עד, לכל היותר, לא יותר מ-",
            about="כ-, כ־, כמעט, בערך, קרוב ל-, סביב",
            exact="רק, עוד, בדיוק",
        ),
        postfixes=_phrases(at_least="לפחות, ומעלה, או יותר", about="בערך", at_most="לכל היותר"),
        between=(("בין", "ל-"), ("בין", "ל"), ("מ-", "עד")), to="עד", percent=r"%|אחוז(?:ים)?",
        money=r"[$£€₪]|שקל(?:ים)?|ש[\"״]ח|דולר(?:ים)?|אירו|יורו",
        units=r"שנים|שנה|חודשים|שבועות|ימים|שעות|דקות|שניות|קילומטר(?:ים)?|ק[\"״]מ|מטר(?:ים)?|טון|קילוגרם|ק[\"״]ג|"
              r"ליטר(?:ים)?|דונם|מעלות|חביות",
        ends=_words("של את על עם אל מן לא כי אם גם או היה היו הוא היא הם זה זו אשר לפני אחרי בין עד כמו אך"),
        noun=r"(?:(?:בני|אנשי|כלי|בתי|אלפי)\s)?(?!\w+ו\b)[^\W\d_]{2,}",
        sources=_words("מקורות גורמים"), has_comma_groups=True,
        no_figure=r"(?:ב|ל)?(?:ינואר|פברואר|מרץ|אפריל|מאי|יוני|יולי|אוגוסט|ספטמבר|אוקטובר|נובמבר|דצמבר)\b",
    ),
}  # fmt: skip
