"""A page's first load in a real browser, for bench/server.py, bench/server_peer.py and bench/page.py."""

import json
import shutil
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

LOADS = 5

#: Notes when the frame is over in which words stood in the window, covered by nothing. A page that says something else
#: first, or draws its text by a script, is not seen before its text is.
_WATCH = """(words => {
  const innermost = node => {
    if (!node.textContent.includes(words) || ["SCRIPT", "STYLE", "TEMPLATE"].includes(node.tagName)) return null;
    return [...node.children].map(innermost).find(Boolean) ?? node;
  };
  const stands = () => {
    const found = document.body && innermost(document.body), [box] = found?.getClientRects() ?? [];
    if (!box || !found.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
    const top = document.elementFromPoint(box.left + 4, box.top + 4);
    return Boolean(top) && (found.contains(top) || found.parentElement.contains(top));
  };
  const look = () => requestAnimationFrame(() => {
    if (stands()) requestAnimationFrame(() => { window.firstWords = performance.now(); });
    else look();
  });
  look();
})(%s)"""


def watch(context: "BrowserContext", words: str) -> None:
    """Have every page of the browser's context note when these words, that its text begins with, can be read."""
    context.add_init_script(_WATCH % json.dumps(words))


def first_words(page: "Page") -> float:
    """When the words of `watch` could be read, in ms after the page was asked for; waits for them."""
    return float(page.wait_for_function("window.firstWords").json_value())


@dataclass(frozen=True, slots=True)
class FirstLoad:
    """Medians of several loads, each with nothing kept from before: bytes on the wire in kB, the most requests
    and when the first words of the text could be read, in ms after the page was asked for: in an empty tab, for which
    the browser starts a process first, and `from_within`, in a tab in which something of the same site stands."""

    kilobytes: float
    requests: int
    first_words: float
    from_within: float


def first_load(address: str, cookies: str, words: str, *, within: str) -> FirstLoad | None:
    """Load the page as a signed-in person does; None where there is no browser.

    Args:
        cookies: as a browser sends them, `name=value; name=value`.
        words: that the text begins with.
        within: an address of the same site that loads nothing else.
    """
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        return None
    from playwright.sync_api import sync_playwright

    kept = [dict(zip(("name", "value"), cookie.split("=", 1), strict=True)) for cookie in cookies.split("; ")]
    weights, counts, empty, inside = [], [], [], []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for _ in range(LOADS):
            for before in ("", within):
                context = browser.new_context(viewport={"width": 1440, "height": 900})
                context.add_cookies([{**cookie, "url": address} for cookie in kept])
                watch(context, words)
                tab = context.new_page()
                if before:
                    tab.goto(before)
                wire = context.new_cdp_session(tab)
                wire.send("Network.enable")
                seen: list[float] = []
                wire.on("Network.loadingFinished", lambda event, seen=seen: seen.append(event["encodedDataLength"]))
                tab.goto(address, wait_until="networkidle")
                (inside if before else empty).append(first_words(tab))
                weights.append(sum(seen) / 1000)
                counts.append(len(seen))
                context.close()
        browser.close()
    return FirstLoad(statistics.median(weights), max(counts), statistics.median(empty), statistics.median(inside))
