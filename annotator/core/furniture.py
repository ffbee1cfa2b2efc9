"""What newspaper sites and agencies print around an article, as data for the kinds of lines.

Every pattern is matched without regard to case against a line whose white space is single and whose edge
punctuation is gone.
"""

import re

#: Whole lines.
_LINES = (
    "search", "menu", "home", "back", "next", "previous", "close", "log in", "login", "sign in", "sign up",
    "register", "subscribe", "subscribe now", "newsletter", "newsletters", "share", "share this",
    "share this story", "share this article", "share on facebook", "share on twitter", "share on x", "facebook",
    "twitter", "whatsapp", "linkedin", "email", "e-mail", "print", "print this page", "save", "save this article",
    "listen", "copy link", "like", "tweet", "follow", "follow us", "follow us on", "comments", "comment",
    "leave a comment", "add a comment", "view comments", "show comments", "join the conversation", "advertisement",
    "advertising", "ad", "ads", "sponsored", "promoted", "paid content", "read more", "read more here", "read also",
    "also read", "see also", "watch", "more", "more on this story", "more on this", "more news", "more stories",
    "most read", "most popular", "most viewed", "trending", "trending now", "related", "related articles",
    "related stories", "related topics", "related content", "related coverage", "recommended",
    "recommended for you", "you may also like", "you might also like", "editor's picks", "editors' picks", "topics",
    "tags", "latest", "latest news", "top stories", "continue reading", "skip to content", "skip to main content",
    "skip advertisement", "story continues below", "article continues below", "story continues below advertisement",
    "article continues after ad", "loading", "back to top", "terms of use", "terms and conditions",
    "privacy policy", "cookie policy", "contact us", "about us", "all rights reserved", "breaking", "breaking news",
    "exclusive", "live", "live updates", "opinion", "world", "politics", "business", "sport", "sports", "news",
    "international", "national", "local", "economy", "culture", "science", "health", "technology", "middle east",
    "europe", "africa", "asia", "americas", "uk", "us", "us news", "world news", "ends", "end", "-30-",
    "more to follow", "developing story", "this is a developing story", "file photo", "end of article",
)  # fmt: skip
#: Beginnings of lines, whatever follows.
_OPENINGS = (
    "read more", "also read", "read also", "see also", "read next", "read:", "more:", "watch:", "listen:",
    "related:", "related stories", "related articles", "sponsored:", "advertisement:", "follow our", "share this",
    "more from this", "more from", "more on:", "most read", "most popular", "show all comments", "get the latest",
    "get our", "tags:", "topics:", "filed under", "posted in", "photo gallery", "sign in to", "log in to",
    "join our", "support our", "become a member", "do you know more", "read the full", "read full",
    "published on", "story continues", "article continues", "video:", "gallery:", "see more:", "presented by",
    "sponsored by",
)  # fmt: skip
#: Beginnings that no sentence of an article has, however long the line.
_NOTICES = (
    "copyright", "©", "(c) ", "reporting by", "editing by", "writing by", "additional reporting by",
    "(reporting by", "(editing by", "(writing by", "(additional reporting by", "our standards:",
    "this article was amended", "this article was first published", "this story was first published",
    "all rights reserved", "sign up for", "sign up to", "subscribe to", "follow us on", "click here", "tap here",
    "download our", "download the app", "to receive", "have you got a story", "image source", "view all comments",
    "comments (", "(adds ", "(updates ", "(recasts ", "(corrects ", "(repeats ", "((", ">>", "source text for",
    "do you have a story", "do you have an opinion", "you are receiving this", "was this forwarded",
    "reply to this email", "want more? sign up", "sign up here",
    "correction:", "corrections:", "correction (", "clarification:", "editor’s note", "editor's note",
    "this story has been corrected", "this article has been corrected", "this story has been updated",
    "this article has been updated", "this article has been amended", "this story was updated",
    "this article was updated", "this article was corrected", "a version of this article",
    "an earlier version of this",
)  # fmt: skip
#: After such a line, unpunctuated lines are links, not article text.
_LISTS = (
    "read more", "also read", "read also", "see also", "read next", "related", "more from", "more on", "more stories",
    "more news", "most read", "most popular", "most viewed", "recommended", "you may also like", "you might also like",
    "trending", "top stories", "latest news", "editor", "topics", "tags", "sponsored", "promoted",
)  # fmt: skip


def _starting(openings: tuple[str, ...]) -> re.Pattern[str]:
    alternatives = sorted(openings, key=len, reverse=True)
    ends = (re.escape(words) + (r"(?!\w)" if words[-1].isalnum() else "") for words in alternatives)
    return re.compile("|".join(ends), re.I)


LINE = frozenset(_LINES)
OPENING = _starting(_OPENINGS)
NOTICE = _starting(_NOTICES)
LIST_HEAD = _starting(_LISTS)
#: An agency's last words, also at the end of a paragraph.
SIGN_OFF = re.compile(r"[(\[](?:additional\s)?(?:reporting|writing|editing|compiled|translated)\sby\s", re.I)
#: Calls to readers: what they are about, and that they are spoken to. Both, in a short paragraph without quotation
#: marks, make it one; news about subscribers has the first alone.
CALL_ABOUT = re.compile(
    r"\b(?:subscri\w+|newsletters?|sign(?:ed|ing)?[ -]?up|inbox|free trial|unlimited access|full access|unsubscribe|"
    r"log in|cookies|notifications|alerts|our (?:team|app|site|website|newsroom|reporting|journalism|page|bulletin)|"
    r"this (?:article|story|e-?mail|post|column)|free (?:articles?|stor(?:y|ies))|comments? (?:section|below)|"
    r"become a member|membership|premium)\b",
    re.I,
)
CALL_TO = re.compile(
    r"\byou(?:r|['’]re|['’]ve|['’]d)?\b|\A\W*(?:subscribe|sign up|sign in|log in|register|join|get|download|follow|"
    r"click|tap|share|support|try|start|unlock|continue|read|watch|listen|e-?mail|send|contact|vote|renew|upgrade|"
    r"unsubscribe|already|enjoy(?:ing)?|thanks? for|to (?:read|get|receive|continue|keep))\b",
    re.I,
)
QUOTED = re.compile(r"[\"“”„«»]")
#: What an agency or a paper says of who worked on a story, on a line of its own.
CONTRIBUTED = re.compile(
    r"[A-Z][^.!?\"“”]{3,120}\s(?:contributed(?:\sreporting)?(?:\s(?:to|from|for)\s[^.!?]{2,60})?|reported\sfrom\s[^.!?]{2,80})\.?"
    r"|The\s(?:writer|author)\sis\s[^.!?]{3,120}\.?"
)
#: "12 comments", "5 min read", "3 shares", "1.2k views".
COUNTED = re.compile(
    r"[\d.,]+k?\s(?:comments?|shares?|views|likes|replies|min(?:ute)?s?\s(?:read|ago)|hours?\sago|days?\sago)", re.I
)
#: Bylines: a line that begins so and has no end punctuation.
BYLINE = re.compile(
    r"(?i:by|written\sby|words\sby|story\sby|text\sby|report\sby|from|posted\sby|published\sby)\s"
    r"(?:(?i:(?:an?|the|our)\s(?:[\w-]+\s){0,3}?(?:reporters?|correspondents?|staff|desk|agencies|writers?|team|bureau)\b)"
    r"|[A-Z][^\W\d_]*.*)",
)
_NAME = r"[A-Z][\w.’'-]+(?:\s[A-Z][\w.’'-]*){1,3}"
#: "Maria Lopez in Bergen", "Maria Lopez, Northern Wire", "Maria Lopez and Tom Hale": bylines under a headline.
NAMES = re.compile(rf"{_NAME}(?:,?\s(?:and|&)\s{_NAME})?(?:,\s[^.!?]{{2,40}}|\s(?:in|for|at)\s[A-Z][^.!?]{{1,40}})?")
#: "Jo Field (now) and Sam Ito (earlier)": who writes a live page.
HOSTS = re.compile(rf"{_NAME}\s\((?:now|earlier)\)(?:(?:,|,?\sand)\s{_NAME}\s\((?:now|earlier)\))*")
#: What parts a date from a name on one line: "Tuesday, 4 June 2024 | Dana Oke".
PARTING = re.compile(r"\s[|·•]\s")
#: "BEIRUT, Lebanon —", "LONDON (Reuters) -" on a line of its own.
DATELINE = re.compile(
    r"[A-Z][A-Z .’'-]{2,}(?:,\s(?=[^.!?]*[a-z])[^.!?]{2,40}|\s\([^)]{2,20}\)|,\s[^.!?]{2,30}\s\([^)]{2,20}\))\s?[–—-]?"
    r"|[A-Z][A-Z .’'-]{2,}\s?[–—]|[A-Z][a-z]{2,8}\.?\s\d{1,2}\s\([^)]{2,40}\)\s?[–—-]?"
)
BYLINE_LOWER = re.compile(
    r"from\s(?:our|a)\s(?:[\w-]+\s){0,2}(?:reporters?|correspondents?|staff|desk)|(?:our|staff)\s(?:[\w-]+\s){0,2}"
    r"(?:reporters?|correspondents?|writers?)|agencies|associated press|reuters|agence france-presse|press association",
    re.I,
)
_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_DAYS = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
#: What a date line is made of; a line of nothing else that holds a digit is one.
DATE_PART = re.compile(
    rf"\b(?:{_MONTHS}|{_DAYS}|a\.?m|p\.?m|gmt|utc|bst|cet|cest|est|edt|et|pst|pdt|ist|last|first|updated?|published|posted|"
    rf"modified|on|at|today|yesterday|hrs|ago|hours?|minutes?)\b\.?|\d{{1,2}}(?:st|nd|rd|th)"
    r"|\d{1,2}\.?\d{0,2}(?:am|pm)|\d+|[\s,.:;|/•·–—()-]",
    re.I,
)
_AGENCIES = r"AP|AFP|Reuters|EPA|dpa|UPI|Xinhua|TASS"
#: In brackets these make a photo credit; the names count only as names.
_CREDIT_WORDS = (
    r"(?i:photos?|photographs?|photographers?|pictures?|images?|screenshot|screengrab|handout|courtesy|credit:|illustration)"
    rf"|{_AGENCIES}|Getty|Anadolu|Shutterstock|Wikimedia|Flickr|Pool|File|CC\sBY"
)
_CREDIT_LABEL = (
    r"(?i:(?:file\s)?(?:photos?|photographs?|pictures?|images?|pic|(?:picture|photo|image)\scredit|credit|illustration)"
    r"(?:\sby|\scourtesy|:))"
)
_PROPER = r"[A-Z][\w.’'-]*"
#: Photo credits at the end of a paragraph: in brackets, after "Photo:", or "Name/Agency" after the last stop.
CREDIT = re.compile(
    rf"[(\[](?!(?:{_AGENCIES})[)\]])(?:[^()\[\]]{{0,80}}?\b(?:{_CREDIT_WORDS})(?!\w)[^()\[\]]{{0,80}}"
    r"|[A-Z][\w.’' -]{0,50}/\s?[A-Z][\w.,’' /-]{0,50})[)\]]\.?\Z"
    rf"|(?:\A|[\s|–—.”]){_CREDIT_LABEL}\s?(?:[^.:()]|(?<=[A-Z])\.){{2,80}}\.?\Z"
    r"|(?:\A|[.\s])(?i:file\s(?:photo|picture|image)|\(file\))\.?\Z"
    rf"|[.”]\s{_PROPER}(?:\s{_PROPER}){{0,3}}/{_PROPER}(?:\s{_PROPER}){{0,3}}(?:\svia\s[A-Z][\w ]{{2,30}})?\Z"
)
CAPTION_OPENING = re.compile(
    r"(?:file\s?(?:photo|picture|image)?\s?[:–—-]\s|pictured?:|caption:|(?:photo|image|picture):\s)", re.I
)
#: "(AP)", "(Reuters)" at the end of a short paragraph is a credit as well; longer ones are agency sign-offs.
BARE_AGENCY = re.compile(rf"[(\[](?:{_AGENCIES})[)\]]\Z")
