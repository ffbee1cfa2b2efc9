"""Sentences in the languages with tables of their own, in others, and with a desk's own abbreviations."""

import pytest

from annotator.core.errors import Invalid
from annotator.core.languages import ENGLISH, FALLBACK, LANGUAGES, NO_ABBREVIATIONS, language_for, read_abbreviations
from annotator.core.sentences import sentence_spans

CASES = {
    "es": [
        "El Sr. Rojas llegó tarde.|Nadie lo vio.",
        "¿Vendrá el ministro?|¡Nadie lo sabe!|Esperamos.",
        "La Dra. Ana Ruiz habló con el Gral. Soto.|Después salió.",
        "Viajó a EE. UU. en marzo.|Volvió en mayo.",
        "Viajó a EE. UU. El lunes volvió.".replace("UU. El", "UU.|El"),
        "Vea el art. 5 y la pág. 12.|No hay más.",
        "«¿Se va?» preguntó Rojas.|«No.»",
        "Compró pan, vino, etc.|María pagó.",
        "El pleno aprobó, p. ej. La Casona, tres obras.|Nada más.",
        "Según D. Luis, el puerto cerró.|¿Por qué?",
        "La naviera Mar S.A. Cortés perdió el pleito.|El juez habló.",
        "Pagó 1.200,50 euros al núm. 14.|Fue el 3 de enero.",
        "—¿Vendrá? —preguntó Ana.|Él calló.",
        "J. M. Soler firmó.|Los demás no.",
        "La obra empezó (sin permiso).|Terminó ayer.",
    ],
    "fr": [
        "Le gén. Morel et le lt. Petit étaient absents.|On ne sait pas pourquoi.",
        "M. Le Goff est parti.|Personne ne sait où.",
        "« Nous attendons. » Il est parti.".replace("» Il", "»|Il"),
        "« Partirez-vous ? » demande Mme Roy.|« Non. »",
        "«\u00a0Nous attendons.\u00a0»|«\u00a0Nous aussi.\u00a0»",
        "« Nous attendons. », a-t-il dit.|Elle aussi.",
        "Le Dr. Petit et Mgr. Blanc ont parlé.|Le maire aussi.",
        "La ville de St. Malo ferme.|Pourquoi ?",
        "J.-C. Morel, né en janv. 1970, signe.|Il part.",
        "Voir l’art. 5 et p. 12.|Rien de plus.",
        "Du pain, du vin, etc.|Marie a payé.",
        "Des fruits, p. ex. Les Reinettes, manquent.|Tant pis.",
        "La société Mer S.A. Duval a perdu.|Le juge parle.",
        "Quelle heure est-il ?|Midi !|Enfin.",
        "Il a dit : « Partons. »|Elle a ri.",
        "L’accord… n’existe pas.|Hier encore, on y croyait.",
    ],
    "de": [
        "Die Fa. Müller aus der Hauptstr. 12 schuldet rd. 3 Mio. Euro.|Dort brannte es.",
        "Er kam am 3. Mai an.|Niemand sah ihn.",
        "Im 19. Jahrhundert war es anders.|Heute nicht.",
        "Sie feierte ihren 100. Geburtstag.|Der Ort feierte mit.",
        "Er wurde 30. Die Feier war klein.".replace("30. Die", "30.|Die"),
        "„Wir warten.“ Sie ging.".replace("“ Sie", "“|Sie"),
        "„Kommt er?“ fragte Lang.|„Nein.“",
        "»Wir warten.« Sie ging.".replace("« Sie", "«|Sie"),
        "Viele Tiere, z. B. Rehe, fliehen.|Andere bleiben.",
        "Viele Tiere, z.B. Die kleinen, fliehen.|Andere bleiben.",
        "Dr. Anna Roth und Prof. Beck kamen.|Sie schwiegen.",
        "Es kostet 3,5 Mio. Euro.|Das ist viel.",
        "Äpfel, Birnen usw. Die Ernte war gut.".replace("usw. Die", "usw.|Die"),
        "Kaiser Wilhelm II. Friedrichs Sohn dankte ab.|Das war 1918.",
        "Laut Abs. 2 und Nr. 7 gilt das nicht.|Warum?",
        "Das war 50 v. Chr. in Rom.|Niemand weiß es.",
        "Die Miete stieg bzw. Nebenkosten stiegen.|Das war 2024.|Menschen klagten.",
    ],
    "ar": [
        "غرقت السفينة.|لم ينج أحد.",
        "هل نجا أحد؟|لا نعرف.",
        "قال د. أحمد سالم إن الميناء مغلق.|ثم غادر.",
        "انتهى الاجتماع۔|بدأ آخر.",
        "وصل م. كريم حداد أمس.|لم يتحدث.",
        "«لن ننتظر.»|هكذا قال الوزير.",
        "انظر ص. 12 من التقرير.|لا شيء آخر.",
        "كتبت ج. ك. رولينغ القصة.|قرأها كثيرون.",
        "بلغ العدد 3.5 مليون.|وكان العام السابق أقل.",
        "توقف!|من هناك؟|لا أحد.",
        "شارك أ.د. محمود علي في المؤتمر.|وقال إنه مفيد.",
        "بني السد عام 300 ق.م. جنوب المدينة.|ثم انهار.",
        "قال: “سنعود.”|لم يعد أحد.",
        "صدر التقرير (أمس).|رفضه الوزير.",
    ],
    "he": [
        "המעבורת טבעה.|איש לא נפגע.",
        'ד"ר כהן הגיע.|הוא שתק.',
        'כך אמר עו"ד לוי, יו"ר הוועד.|לא היו שאלות.',
        'הוא ביקש עו"ד.|היא סירבה.',
        "א. ב. יהושע כתב את הספר.|רבים קראו.",
        "מה קרה?|איש אינו יודע!|נחכה.",
        "פרופ' לוי הגיע.|הוא דיבר.",
        "ראו עמ. 12 בדוח.|אין יותר.",
        "המחיר הוא 3.5 מיליון.|זה הרבה.",
        '"לא נחכה."|כך אמרה השרה.',
        "לחם, יין וכו'.|דנה שילמה.",
        "ח״כ ע. נתן דיבר.|השאר שתקו.",
        "הדוח פורסם (אתמול).|השר דחה אותו.",
        'הוא מנכ״ל.|היא סמנכ״ל.',
    ],
    "ru": [
        "А. С. Орлов приехал.|Никто его не ждал.",
        "Он живёт в г. Тверь на ул. Ленина.|Она тоже.",
        "Это было в 2024 г. Он уехал.".replace("г. Он", "г.|Он"),
        "«Мы ждём.» Он ушёл.".replace("» Он", "»|Он"),
        "«Вы уедете?» спросил Орлов.|«Нет.»",
        "Хлеб, вино и т. д. Он заплатил.".replace("д. Он", "д.|Он"),
        "Хлеб, вино и т.д. Он заплатил.".replace("д. Он", "д.|Он"),
        "Столица, т.е. Москва, молчит.|Почему?",
        "Столица, т. е. Москва, молчит.|Почему?",
        "Проф. Иванов и акад. Петров спорили.|Все молчали.",
        "Это стоит 5 млн руб.|Фирмы недовольны.|Но платят.",
        "См. стр. 12 и рис. 3 доклада.|Больше ничего.",
        "Города, напр. Псков, растут.|Другие нет.",
        "Зал им. Чайковского закрыт.|Когда откроют?",
        "Кто там?|Никто!|Тишина…",
        "Погибли 3 чел.|Причины выясняются, и т. д.|Эксперты ждут.",
        "И. о. губернатора В. В. Иванов ушёл.|В Москве тихо.",
    ],
}  # fmt: skip


def cut(text, language=ENGLISH):
    return [text[start:stop] for start, stop in sentence_spans(text, language)]


@pytest.mark.parametrize(("tag", "marked"), [(tag, case) for tag, cases in CASES.items() for case in cases])
def test_each_language_is_cut_by_its_own_table(tag, marked):
    sentences = marked.split("|")
    assert cut(" ".join(sentences), language_for(tag)) == sentences


def test_every_language_with_a_table_has_a_dozen_cases():
    assert {tag for tag, cases in CASES.items() if len(cases) >= 12} | {"en"} == set(LANGUAGES)


def test_regions_and_cases_of_a_tag_do_not_matter_and_other_languages_fall_back():
    assert language_for("pt-BR") is FALLBACK
    assert language_for("ES-mx") is LANGUAGES["es"] is language_for("es_MX")
    assert cut("Kapteinen gikk. Dr. Moe ble. i dag", FALLBACK) == ["Kapteinen gikk.", "Dr. Moe ble. i dag"]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("i called twice. nobody came. then they hung up.", 3),
        ("Great food. will come back. loved it! so cheap.", 4),
        ("so i left. never again", 2),
        ("The U.S. officials left Acme Inc. headquarters at 5 p.m. sharp, vs. six before.", 1),
        ("“Why?” he asked. “Go!” she said, e.g. to them.", 2),
        ("Yahoo! users left. Others stayed.", 2),
        ("The firm left. iPhones did not.", 2),
        ("It closed. adidas shares fell. The index rose. Gold fell. Oil rose.", 4),
    ],
)
def test_lower_case_opens_a_sentence_only_where_the_line_is_chatty(text, sentences):
    assert len(cut(text)) == sentences


def test_a_desks_own_abbreviations_are_added_to_a_language():
    own = read_abbreviations("# Our own\nname: Abgd.\nnumber: Rec.\nnever: resp.\nKft. # firms\n\n")
    language = language_for("en", own)
    text = "Abgd. Lee of Blau Kft. Moderna owns resp. The like, Rec. 5. It ended at Blau Kft. The rest left."
    assert cut(text, language) == [
        "Abgd. Lee of Blau Kft. Moderna owns resp. The like, Rec. 5.", "It ended at Blau Kft.", "The rest left.",
    ]  # fmt: skip
    assert len(cut(text)) > 3
    assert read_abbreviations(" \n# nothing") == NO_ABBREVIATIONS


@pytest.mark.parametrize("line", ["two words", "name:", "...", "place: St.", "5."])
def test_a_line_that_is_no_abbreviation_is_named(line):
    with pytest.raises(Invalid, match="Line 2"):
        read_abbreviations(f"Abg.\n{line}")
