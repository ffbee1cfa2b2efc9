"""What tags, class names and ids of news pages say of the words inside them."""

import re

from selectolax.lexbor import LexborNode

from annotator.core.records import Kind

DROPPED = {
    "script": "script", "noscript": "script", "template": "template", "style": "style sheet", "iframe": "frame",
    "frame": "frame", "object": "embedded object", "embed": "embedded object", "applet": "embedded object",
    "svg": "drawing", "math": "formula", "canvas": "drawing", "nav": "menu", "aside": "sidebar", "footer": "footer",
    "form": "form", "button": "button", "select": "form", "input": "", "textarea": "form", "dialog": "dialog",
    "video": "video", "audio": "audio clip", "head": "", "map": "", "datalist": "form", "picture": "", "img": "",
}  # fmt: skip
BLOCKS = frozenset(
    {
        "address", "article", "blockquote", "body", "br", "center", "dd", "details", "div", "dl", "dt", "fieldset",
        "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre",
        "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    }
)  # fmt: skip
_START, _STOP = r"(?:^|[\s_-])(?:", r")(?:$|[\s_-])"
#: Class names and ids of what stands around an article.
_AROUND = re.compile(
    _START
    + r"ads?|advert\w*|sponsor\w*|promo\w*|share|sharing|social|newsletter|sign-?up|related|recommend\w*|comments?|"
    r"cookie\w*|breadcrumbs?|menu|navigation|sidebar|footer|most-?read|trending|outbrain|taboola|paywall|skip-?link|"
    r"sr-only|visually-?hidden|screen-?reader\w*|toolbar|popup|modal|poll|tweet|twitter-tweet|instagram-media|key-?events|"
    r"tags?|tag-?list|pagination|pager|disqus|banner|gdpr|agegate|masthead|subscribe|subscription|subscribe-\w+|"
    r"subscription-\w+|rich-?link|read-?more|carousel|widget|corrections?"
    + _STOP,
    re.I,
)
_EITHER = re.compile(_START + r"newsletter|paywall|promo\w*|sponsor\w*|modal" + _STOP, re.I)
_AROUND_LINES = re.compile(_START + r"sign-?up|promo|related|newsletter|advert\w*" + _STOP, re.I)
_STANDFIRST = re.compile(
    _START
    + r"stand-?first|dek|deck|sub-?title|sub-?head(?:line|ing)?|sub-?deck|article-?summary|lede-?in|teaser|"
    r"kicker-?text|article-?intro|alternative-?headline|strap-?line|lead-?text|summary-?bullets?|ingress|chapeau"
    + _STOP,
    re.I,
)
_CAPTION = re.compile(_START + r"caption|figcaption|wp-caption-text|photo-?credit|image-?credit" + _STOP, re.I)
_CREDITS = re.compile(
    _START
    + r"by-?lines?|authors?|contributors?|date-?line|time-?stamp|pub-?date|published|publish-?date|date-?published|"
    r"article-?(?:date|meta|author|time)|post-?meta|entry-?meta|posted-?on"
    + _STOP,
    re.I,
)
_PULLED = re.compile(_START + r"pull-?quotes?|big-?quote|quote-?pull" + _STOP, re.I)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6", "time", "address"})
#: Words beside a picture, in its own box, that still are a caption.
_CAPTION_WORDS, _CAPTION_NODES = 60, 40


def names_of(node: LexborNode, *attributes: str) -> str:
    """Class names, ids and the like in one line, words in one name parted."""
    found = node.attributes
    return _CAMEL.sub("-", " ".join([found.get(name) or "" for name in attributes])) if found else ""


def is_hidden(node: LexborNode) -> bool:
    """Say whether a page's own markup hides the node."""
    attributes = node.attributes
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    return _HIDDEN.search(attributes.get("style") or "") is not None


def is_around(node: LexborNode) -> bool:
    """Say whether a node is called what stands around an article: shares, teasers, comments."""
    names = names_of(node, "class", "id")
    if not names:
        return False
    if node.tag == "p":
        return _AROUND_LINES.search(names) is not None
    return node.tag not in ("body", "main", "article", "h1") and _AROUND.search(names) is not None


def may_be_the_article(node: LexborNode) -> bool:
    """Say whether a node's name is also given to boxes that hold the article itself: "paywall", "newsletter-page"."""
    return _EITHER.search(names_of(node, "class", "id")) is not None


def kind_of(node: LexborNode) -> Kind | None:
    """The kind that the markup tells, or None."""
    tag = node.tag
    if tag == "h1":
        return Kind.HEADLINE
    if tag == "figcaption":
        return Kind.CAPTION
    names = names_of(node, "class", "id", "itemprop", "data-testid", "rel")
    if names and _STANDFIRST.search(names):
        return Kind.STANDFIRST
    if tag in _HEADINGS or (names and (_CREDITS.search(names) or _PULLED.search(names))):
        return Kind.FURNITURE
    return Kind.CAPTION if (names and _CAPTION.search(names)) or _holds_a_picture(node) else None


def _holds_a_picture(node: LexborNode) -> bool:
    """Say whether a box has a picture in it and few words."""
    if node.tag not in ("div", "figure", "p"):
        return False
    if node.tag != "figure" and not any(child.tag in ("img", "picture") for child in node.iter()):
        return False
    words = 0
    for seen, inner in enumerate(node.traverse(include_text=True)):
        if inner.tag in ("h1", "h2", "h3", "h4", "li"):
            return False
        words += len((inner.text_content or "").split()) if inner.tag == "-text" else 0
        if words > _CAPTION_WORDS or seen > _CAPTION_NODES:
            return False
    return words > 0
