"""Shares and rates in other languages, as data: "un tercio de los encuestados", "einer von fünf", "в день".

Lower case throughout. Shares are per cent, to one place; a share takes along what it is of, as in English.
"""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ShareWords:
    """How one language tells parts of a whole. `{n}` in `ratio` stands for digits or a number word; a form of `shares`
    may be parted by strokes. `of` is what stands behind a share, `rate` behind a unit.
    """

    shares: dict[str, Decimal]
    of: str
    ratio: str
    rate: str


def _shares(**forms: str) -> dict[str, Decimal]:
    """Forms, parted by commas, by the name of their value."""
    return {form.strip(): _VALUES[name] for name, listed in forms.items() for form in listed.split(",")}


_VALUES = {
    "half": Decimal(50), "third": Decimal("33.3"), "two_thirds": Decimal("66.7"), "quarter": Decimal(25),
    "three_quarters": Decimal(75), "fifth": Decimal(20), "tenth": Decimal(10),
}  # fmt: skip

SHARE_WORDS: dict[str, ShareWords] = {
    "es": ShareWords(
        _shares(
            half="la mitad", third="un tercio, una tercera parte, la tercera parte",
            two_thirds="dos tercios, dos terceras partes, las dos terceras partes, los dos tercios",
            quarter="un cuarto, una cuarta parte, la cuarta parte",
            three_quarters="tres cuartos, tres cuartas partes, las tres cuartas partes",
            fifth="un quinto, una quinta parte, la quinta parte", tenth="una décima parte, la décima parte",
        ),
        of=r"\s(?:del|de\s(?:los|las|la|el|sus?|estos|estas))\s[^\W\d_]+",
        ratio=r"(?P<part>un[oa]?|{n})\sde\scada\s(?P<whole>{n})",
        rate=r"\s(?:al\s(?:día|mes|año)|por\s(?:hora|día|mes|año|persona|habitante|litro|barril|kilo)|"
             r"diari[oa]s|mensuales|anuales)",
    ),
    "fr": ShareWords(
        _shares(
            half="la moitié", third="un tiers, le tiers", two_thirds="deux tiers, les deux tiers",
            quarter="un quart, le quart", three_quarters="trois quarts, les trois quarts",
            fifth="un cinquième, le cinquième", tenth="un dixième, le dixième",
        ),
        of=r"\s(?:des|du|de\s(?:la|leurs?|ses|sa|son|ces)|de\sl['’](?=\w))\s?[^\W\d_]+",
        ratio=r"(?P<part>une?|{n})\s[^\W\d_]+\ssur\s(?P<whole>{n})",
        rate=r"\spar\s(?:jour|mois|an|semaine|heure|personne|habitant|litre|baril|kilo)",
    ),
    "de": ShareWords(
        _shares(
            half="die hälfte, der hälfte", third="ein drittel", two_thirds="zwei drittel", quarter="ein viertel",
            three_quarters="drei viertel", fifth="ein fünftel", tenth="ein zehntel",
        ),
        of=r"\s(?:der|des|aller|von|ihrer|seiner|ihres|seines|dieser)\s(?-i:(?:[a-zäöüß]+\s)?[A-ZÄÖÜ][^\W\d_]+)",
        ratio=r"(?P<part>eine[rs]?|{n})\svon\s(?P<whole>{n})",
        rate=r"\s(?:pro\s(?:Tag|Monat|Jahr|Woche|Stunde|Kopf|Person|Liter|Barrel|Kilo|Quadratmeter)|am\sTag|im\s(?:Jahr|Monat))",
    ),
    "ru": ShareWords(
        _shares(
            half="половина, половину, половины", third="треть, трети", two_thirds="две трети, двух третей",
            quarter="четверть, четверти", three_quarters="три четверти", fifth="пятая часть, пятую часть",
            tenth="десятая часть, десятую часть",
        ),
        of=r"\s(?:[а-яё]+(?:ых|их|ого|его|ой|ей)\s)?"
           r"(?!(?:была|было|были|этого|этой|того|года?)\b)[а-яё]{4,}(?<!ли)(?<!л[ао])(?<!с[яь])(?<![еюия]т)(?<!но)",
        ratio=r"(?P<part>один|одна|одно|{n})\sиз\s(?P<whole>{n})",
        rate=r"\s(?:в\s(?:день|месяц|год|час|сутки|неделю)|на\sчеловека)",
    ),
    "ar": ShareWords(
        _shares(
            half="نصف", third="ثلث", two_thirds="ثلثي, ثلثا, ثلثين", quarter="ربع", three_quarters="ثلاثة أرباع",
        ),
        of=r"\s(?!من\b|في\b|على\b|عن\b)[ء-ي]{3,}",
        ratio=r"(?P<part>واحدة?|{n})\sمن\s(?:كل|بين)\s(?P<whole>{n})",
        rate=r"\s(?:يوميا|يومياً|سنويا|سنوياً|شهريا|شهرياً|في\s(?:اليوم|الشهر|السنة|الساعة))",
    ),
    "he": ShareWords(
        _shares(
            half="מחצית", third="שליש", two_thirds="שני שלישים, שני שליש, שני שלישי", quarter="רבע",
            three_quarters="שלושה רבעים, שלושת רבעי",
        ),
        of=r"\s(?!של\b|את\b|על\b|לא\b)(?:(?:בתי|בני|אנשי|כלי|חברי|תושבי)\s)?[א-ת]{3,}",
        ratio=r"(?P<part>אחד|אחת|{n})\sמ(?:כל|תוך)\s(?P<whole>{n})",
        rate=r"\s(?:ביום|בחודש|בשנה|לשעה|לנפש|לאדם)",
    ),
}  # fmt: skip
