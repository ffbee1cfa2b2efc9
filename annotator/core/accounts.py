"""Logins, names and passwords: what is taken and what is refused, before anything is stored or hashed."""

import re
import unicodedata

from annotator.core.errors import Invalid

MIN_PASSWORD = 12
MAX_PASSWORD = 200
MAX_LOGIN = 64
MAX_NAME = 80

_LOGIN = re.compile(r"[a-z0-9](?:[a-z0-9._@+-]*[a-z0-9])?", re.ASCII)
_LOGIN_WORDS = "Use letters a to z, digits, dot, dash, plus, underscore and @; begin and end with a letter or digit."

#: Rows of the keyboard and other runs that come first to guessers; a password that is part of one is refused.
_RUNS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "12345678901234567890",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
    "qazwsxedcrfvtgbyhnujmikolp",
)

#: Long passwords that are on every guesser's list, without their digits, signs and capitals.
_COMMON_LIST = """
    password passwort passord motdepasse contrasena wachtwoord parola passphrase mypassword thepassword newpassword
    defaultpassword temppassword passwordpassword letmein letmeinplease letmeinnow welcome welcomehome welcomeback
    administrator administratoradmin adminadmin admin rootroot superuser superadmin changeme changemenow
    changethispassword pleasechangeme iloveyou iloveyousomuch iloveyouforever ihateyou trustnoone trustno
    correcthorsebatterystaple opensesame abracadabra supersecret topsecret secretpassword secret sunshine princess
    dragon monkey football baseball basketball liverpoolfc manchesterunited realmadrid batman superman spiderman
    starwars maytheforcebewithyou harrypotter pokemon naruto minecraft computer internet qwertyqwerty asdfasdf zxcvbnm
    asdfghjkl qwerty qwertyuiop azerty qwertz jesuschrist jesusislord godisgood godisgreat thankyoujesus
    happybirthday merrychristmas summer winter spring autumn january february march april june july august september
    october november december monday tuesday wednesday thursday friday saturday sunday thisismypassword
    thisispassword nopassword guessme guestguest testtest testing testpassword username usernamepassword user
    login logmein lovelove loveyou mylove babygirl chocolate butterfly whatever nevermind blahblahblah
    newsroom newsdesk journalist journalism reporter reporters editor editorinchief breakingnews annotator annotation
"""
_COMMON = frozenset(_COMMON_LIST.split())


def canonical_login(raw: str) -> str:
    """What is stored and compared of a typed login: NFKC, trimmed, case-folded. Raises Invalid.

    Only ASCII is left after that, so that no two logins look alike.
    """
    login = fold_login(raw)
    if not login:
        words = "Give a login, a short name or an address."
        raise Invalid("Give a login.", code="bad_login_name", fields={"login": words})
    if len(login) > MAX_LOGIN or not _LOGIN.fullmatch(login):
        raise Invalid("This login cannot be used.", code="bad_login_name", fields={"login": _LOGIN_WORDS})
    return login


def fold_login(raw: str) -> str:
    """The form of a typed login that is looked up when somebody signs in; never refused."""
    # PostgreSQL stumbles over a NUL where SQLite finds nobody.
    typed = raw[: 4 * MAX_LOGIN].replace("\0", "\ufffd")
    return unicodedata.normalize("NFKC", typed).strip().casefold()


def canonical_name(raw: str, *, field: str = "name") -> str:
    """A name for people to read: blanks squeezed, nothing invisible in it. Raises Invalid on the field."""
    name = " ".join(raw.split())
    if not name:
        raise Invalid("Give a name.", code="bad_name", fields={field: "Give a name."})
    if len(name) > MAX_NAME:
        raise Invalid("This name is too long.", code="bad_name", fields={field: f"Use at most {MAX_NAME} characters."})
    # Cc, Cf: control and invisible characters (zero width, direction overrides); Cs, Co, Cn: no characters at all.
    if any(unicodedata.category(character).startswith("C") for character in name):
        raise Invalid(
            "This name has invisible characters.", code="bad_name", fields={field: "Leave out invisible characters."}
        )
    return name


def check_password(password: str, *, login: str, name: str) -> None:
    """Refuse a password that is too short, too long or among the first to be guessed. Raises Invalid.

    Taken exactly as typed; there are no rules about its composition.
    """
    if problem := _password_problem(password, login, name):
        raise Invalid("This password cannot be used.", code="bad_password", fields={"password": problem})


def _password_problem(password: str, login: str, name: str) -> str:
    if len(password) < MIN_PASSWORD:
        return f"Use at least {MIN_PASSWORD} characters; a few words work well."
    if len(password) > MAX_PASSWORD:
        return f"Use at most {MAX_PASSWORD} characters."
    folded = unicodedata.normalize("NFKC", password).casefold()
    letters = "".join(character for character in folded if character.isalpha())
    own = {_letters(login), _letters(login.partition("@")[0]), _letters(name)} - {""}
    if _is_common(folded, letters) or any(letters == word * max(1, len(letters) // len(word)) for word in own):
        return "This is among the first passwords that are guessed. A few words that do not belong together work well."
    return ""


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalpha())


def _is_common(folded: str, letters: str) -> bool:
    if any(folded in run or folded[::-1] in run for run in _RUNS) or letters in _COMMON:
        return True
    # The same few characters over and over, or a common word twice.
    return _period(folded) <= 4 or (bool(letters) and letters[: _period(letters)] in _COMMON)


def _period(text: str) -> int:
    """The length of the shortest piece whose repetition begins with `text`."""
    fallback = [0] * len(text)
    for position in range(1, len(text)):
        border = fallback[position - 1]
        while border and text[position] != text[border]:
            border = fallback[border - 1]
        fallback[position] = border + (text[position] == text[border])
    return len(text) - fallback[-1] if text else 0
