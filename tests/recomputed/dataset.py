"""A dataset's lines as what agreement is computed on: texts in their newest cut, with the passes that count."""

import json


def read(lines, *, practice=False, only=None, shown=None):
    """The dataset, with `texts` narrowed as a report is: without practice articles unless asked for or their round is
    named; of each dimension any of the values in `only`; `shown` keeps passes with (True) or without (False)
    suggestions.
    """
    found = {"accounts": {}, "rounds": {}, "study": None, "policies": [], "schemes": {}, "texts": [], "excluded": {}}
    articles, only = [], only or {}
    for line in map(json.loads, lines):
        match line["record"]:
            case "account":
                found["accounts"][line["uid"]] = line["name"]
            case "scheme":
                found["schemes"][line["number"]] = line["body"]
            case "round":
                found["rounds"][line["number"]] = line
            case "study":
                found["study"] = line
            case "policy":
                found["policies"].append(line["policy"])
            case "article":
                articles.append((line, []))
            case "review":
                articles[-1][1].append(line)
    for article, _ in articles:
        of = found["rounds"].get(article.get("round", {}).get("number"))
        if of and of["kind"] != "production":
            found["excluded"][article["uid"]] = "calibration" if of["kind"] == "calibration" else "training"
    found["excluded"] |= (found["study"] or {}).get("excluded", {})
    everything = [text_of(found, article, text, reviews) for article, reviews in articles for text in article["texts"]]
    with_practice = practice or "round" in only
    for by, values in only.items():
        everything = [text for text in everything if label_of(text, by) in values]
    kept = [text for text in everything if with_practice or text["article"]["uid"] not in found["excluded"]]
    left = {text["article"]["uid"] for text in everything} - {text["article"]["uid"] for text in kept}
    found["practice"] = [found["excluded"][uid] for uid in left]
    for text in kept:
        if shown is not None:
            text["passes"] = {
                uid: one for uid, one in text["passes"].items() if one.get("suggestions_shown", False) is shown
            }
    found["chosen"] = kept
    found["texts"] = [text for text in kept if text["everybody"]]
    return found


def label_of(text, by):
    match by:
        case "outlet":
            return text["article"]["outlet"]
        case "article":
            return text["uid"]
    return text[by]


def text_of(found, article, text, reviews):
    """One text with its newest cut and each person's last finished full pass, revisions in the place of the revised."""
    cut = max(text["segmentations"], key=lambda cut: cut["number"])
    every = [review for review in reviews if review["text_number"] == text["number"]]
    here = [review for review in every if review["kind"] == "pass"]
    golds = [review for review in every if review["kind"] == "gold" and review["state"] == "finished"]
    finished = [review for review in here if review["state"] == "finished" and review["scope"] == "full"]
    revised = {review["revises_uid"] for review in finished}
    passes = {review["account_uid"]: review for review in finished if review["uid"] not in revised}
    of = found["rounds"].get(article.get("round", {}).get("number"))
    return {
        "article": article, "uid": text["uid"], "number": text["number"], "body": text["body"],
        "sentences": cut["sentences"],
        "counted": [s for s in cut["sentences"] if s["kind"] == "body" and s["duplicate_of"] is None],
        "golds": golds, "ruled": [gold["finished_at"] for gold in golds if gold.get("decisions")],
        "passes": passes, "everybody": dict(passes), "reviews": here, "round": of["name"] if of else "",
        "period": max((review["finished_at"][:7] for review in passes.values()), default=""),
    }  # fmt: skip


def own_tags(found, review):
    """The keys of the desk's own tags that the review's scheme has, retired ones left out."""
    tags = found["schemes"][review["scheme_number"]]["tags"]
    return {tag["key"] for tag in tags if tag.get("own") is not None and not tag["own"].get("retired", False)}


def home(text, start):
    """The sentence that holds the offset."""
    return next((s for s in text["sentences"] if s["start"] <= start < s["stop"]), None)


def answers(text, review):
    """Ordinal of each body sentence -> what the person said yes to, None where there is no sign of a look."""
    found = {}
    for sentence in text["counted"]:
        said = set()
        for name, tag in (("claims", "claim"), ("attributions", "attribution"), ("figures", "figure"), ("marks", "")):
            for row in review.get(name, ()):
                if sentence["start"] <= row["start"] < sentence["stop"]:
                    said |= {tag or "own:" + row["tag"], *row.get("flags", ())}
        is_seen = bool(said) or is_checked(text["body"], sentence, review["checks"])
        found[sentence["ordinal"]] = said if is_seen else None
    return found


def is_checked(body, sentence, checks):
    """Checks that agree cover every character but blanks."""
    here = [check for check in checks if check["start"] < sentence["stop"] and sentence["start"] < check["stop"]]
    covered = {at for check in here for at in range(check["start"], check["stop"])}
    wanted = {at for at in range(sentence["start"], sentence["stop"]) if not body[at].isspace()}
    return len({check["outcome"] for check in here}) == 1 and wanted <= covered
