"""Abbreviations and opening words of news copy in languages other than English, as data for the sentence splitter.

Lower case without the final stop, except the openers, whose case matters. The groups are those of
`languages.Language`: titles stand before names, `NEVER` ends no sentence, `SOFT` one only before an opener.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Titles that many languages of Europe share, for languages without a table.
COMMON_TITLES = _words("mr mrs ms dr prof st ing sr dra mgr")

SPANISH_TITLES = _words(
    "sr sra srta sres sras dr dra dres d dña ud uds vd vds lic ing arq prof profa gral cnel cap tte sgto pdte excmo "
    "excma ilmo ilma mons sto sta fr rvdo hno hna abg mtro mtra diput sen gob avda av c/ pza plza ctra urb"
)
SPANISH_MONTHS = _words("ene feb mar abr may jun jul ago sep sept oct nov dic")
SPANISH_BEFORE_NUMBERS = _words("núm núms nº n.º n° art arts pág págs p pp cap caps vol tel tfno apdo fig ap inc")
SPANISH_SOFT = _words(
    "etc ee.uu uu ff.aa aa oo s.a s.l s.a.u s.l.u s.a.s cía cia ltda hnos a.m p.m a.c d.c aprox máx mín min seg kg km "
    "dpto depto prov admón cta"
)
SPANISH_NEVER = _words("ee jj cc rr ff p.ej ej vs cf i.e ob")
SPANISH_OPENERS = _words(
    "El La Los Las Un Una Unos Unas Lo En De Del Al A Con Sin Por Para Según Desde Hasta Entre Sobre Tras Ante Bajo "
    "Pero Y O Ni Sin Aunque Cuando Mientras Si Como Porque Donde Que Quien Qué Quién Cómo Cuándo Dónde No Ya También "
    "Tampoco Además Ahora Hoy Ayer Mañana Luego Después Antes Entonces Este Esta Estos Estas Ese Esa Esos Esas Aquel "
    "Aquella Esto Eso Su Sus Mi Mis Nuestro Nuestra Él Ella Ellos Ellas Nadie Nada Todo Todos Todas Cada Otro Otra "
    "Otros Otras Algunos Algunas Muchos Muchas Varios Varias Dos Tres Se Le Les Es Era Fue Fueron Hay Había Está "
    "Están Son Así Asimismo Sólo Solo"
)
SPANISH_SPEECH = _words("dijo preguntó respondió añadió afirmó explicó declaró señaló aseguró gritó")

FRENCH_TITLES = _words("m mm mme mmes mlle mlles mgr me pr dr drs prof st ste sts gén col cap lt cdt adj mtre vve")
FRENCH_MONTHS = _words("janv févr fév avr juil sept oct nov déc")
FRENCH_BEFORE_NUMBERS = _words("n no nos nᵒ n° art chap p pp vol tél fig env ann al § ill")
FRENCH_SOFT = _words(
    "etc s.a s.a.r.l s.a.s s.n.c cie éts ets j.-c n.-b bd av boul pl dép dir max min hab ed éd coll sté u.e o.n.u "
    "e.-u r.-u a.m p.m"
)
FRENCH_NEVER = _words("gén lt cdt mgr prof drs c.-à-d c-à-d p.ex ex cf vs apr i.e av.j.-c")
FRENCH_OPENERS = _words(
    "Le La Les L’ Un Une Des Du De D’ Au Aux À A En Dans Sur Sous Par Pour Avec Sans Selon Depuis Après Avant Entre "
    "Pendant Chez Vers Mais Et Ou Or Ni Car Donc Si Quand Lorsque Comme Alors Puis Ensuite Enfin Ainsi Aussi "
    "Aujourd’hui Hier Demain Il Elle Ils Elles On Nous Vous Je Tu Ce Cet Cette Ces Cela Ça C’est Ceux Celle Son Sa Ses "
    "Leur Leurs Mon Ma Mes Notre Votre Qui Que Quoi Où Comment Pourquoi Quel Quelle Tout Tous Toutes Chaque "
    "Aucun Aucune Personne Rien Plusieurs Certains Certaines Deux Trois Bien Pourtant Cependant Toutefois Même Plus "
    "Moins Y"
)
FRENCH_SPEECH = _words("demande demandait dit répond ajoute lance explique déclare affirme interroge")

GERMAN_TITLES = _words(
    "dr prof hr fr frl st sr dipl ing mag med jur phil rer nat h.c hl gen oberst hptm lt maj abg univ stv bgm ra fa"
)
GERMAN_MONTHS = _words("jan jän feb febr mär apr jun jul aug sep sept okt nov dez")
GERMAN_BEFORE_NUMBERS = _words("rd str nr nrn s abs art bd kap ziff tel abb anm ca hs par rn ausg")
GERMAN_SOFT = _words(
    "usw etc usf mio mrd tsd mill co str pl inkl exkl evtl ggf gegr geb gest verh bzgl bspw max min std sek "
    "chr jh jhd v.chr n.chr a.d u.s.w u.a.m ff hrsg red dt frz engl amtl staatl städt e.v g.m.b.h k.o a.g"
)
GERMAN_NEVER = _words(
    "z d i o u v n b m bzw sog vgl ca vs z.b d.h u.a i.d.r z.t o.ä s.o s.u u.u v.a i.e zzgl abzgl einschl insb "
    "ehem od"
)
GERMAN_OPENERS = _words(
    "Der Die Das Den Dem Des Ein Eine Einen Einem Einer Eines Er Sie Es Wir Ihr Ich Du Man Wer Was Wo Wie Warum Wann "
    "Wenn Weil Dass Da Als Ob Obwohl Während Nachdem Bevor Bis Seit In Im Am An Auf Aus Bei Beim Mit Nach Von Vom Vor "
    "Zu Zum Zur Für Durch Gegen Ohne Um Unter Über Zwischen Laut Trotz Wegen Und Oder Aber Doch Denn Sondern Auch Nur "
    "Noch Schon Nun Jetzt Heute Gestern Morgen Dann Danach Dort Hier Dabei Damit Dafür Dagegen Daher Deshalb Zudem "
    "Außerdem Allerdings Jedoch Dennoch So Diese Dieser Dieses Diesen Jene Jener Jeder Jede Alle Alles Viele Einige "
    "Mehrere Manche Niemand Nichts Kein Keine Sein Seine Ihre Unser Unsere Mein Meine Nicht Zwei Drei Ist Sind War "
    "Waren Hat Haben Wird Kann Immer Erst Später Inzwischen Bislang Bisher Zunächst Derzeit"
)
GERMAN_SPEECH = _words("sagte fragte antwortete erklärte rief schrieb meinte betonte")

ARABIC_TITLES = _words("د أ أ.د م ا.د م.د أ.م ق ش")
ARABIC_BEFORE_NUMBERS = _words("ص ج ط ع ت ص.ب رقم ف")
ARABIC_SOFT = _words("ق.م ه هـ م.م ش.م.م إلخ الخ ب.م كم")
ARABIC_NEVER = _words("مثلا:")
ARABIC_OPENERS = _words(
    "في من على عن إلى لا لم لن ما هذا هذه ذلك تلك هو هي هم نحن أنا كان كانت قال قالت وقال وقالت أضاف وأضاف "
    "وأضافت لكن ولكن ثم كما وكان وكانت وفي ومن وعلى ولم ولا قد وقد إن أن وإن بعد قبل اليوم أمس منذ حتى هل وهو وهي"
)

HEBREW_TITLES = _words("ר פרופ אינג")
HEBREW_BEFORE_NUMBERS = _words("עמ מס סע טל ת.ד פס")
HEBREW_SOFT = _words("בע.מ ת.ז ב.מ לפנה.ס לסה.נ וכו׳")
HEBREW_NEVER = _words("לדוג")
HEBREW_OPENERS = _words(
    "הוא היא הם הן אני אנחנו זה זאת זו אלה לא אין יש על של עם את אל אם כי גם רק אבל אך או אז כאשר כש לפי לאחר אחרי "
    "לפני בין עד מאז היום אתמול מחר כך לכן איש כל מה מי איך למה מתי איפה האם"
)

RUSSIAN_TITLES = _words(
    "г ул пл пр просп пер наб бул ш пос дер с обл р оз о им гр тов проф акад доц д-р св ген полк кап лейт инж зам зав "
    "мл ст чл корр"
)
#: Of those, what also stands at the end: "в 2024 г.", "100 р."
RUSSIAN_TITLES_THAT_END = _words("г р с м пер")
RUSSIAN_MONTHS = _words("янв фев февр мар апр июн июл авг сен сент окт ноя нояб дек")
RUSSIAN_BEFORE_NUMBERS = _words("стр с рис табл гл п пп ст ч т д кв корп оф тел ном № разд")
RUSSIAN_SOFT = _words(
    "г гг в вв н.э э руб коп тыс млн млрд трлн долл др проч пр т.д т.п т.к см кг км м мин сек ч час экз чел шт га"
)
#: Counted things and "and so on": an end before any capital.
RUSSIAN_ENDINGS = ("чел", "руб", "коп", "долл", "шт", "экз", "млн", "млрд", "трлн", "гг", "вв", "др", "т.д", "т.п")
RUSSIAN_NEVER = _words("т т.е т.к т.н напр см ср т.ч прим ок и.о в.т.ч до.н")
RUSSIAN_OPENERS = _words(
    "Он Она Оно Они Мы Вы Я Ты В Во На По С Со Из От До За Под Над При Без Для К Ко О Об У Через После Перед Между "
    "Среди Кроме Согласно И А Но Или Однако Также Тоже Если Когда Пока Хотя Чтобы Потому Поэтому Так Как Что Кто Где "
    "Куда Почему Зачем Это Этот Эта Эти Тот Та Те Тогда Теперь Сейчас Сегодня Вчера Завтра Потом Затем Там Здесь Не "
    "Ни Никто Ничего Все Всё Весь Каждый Другие Многие Некоторые Его Её Ее Их Наш Наша Мой Ранее Позже Еще Ещё Уже "
    "Только Даже Именно Более Около Два Две Три Один Одна Был Была Было Были"
)
RUSSIAN_SPEECH = _words("сказал сказала спросил спросила ответил заявил добавил пояснил отметил")
