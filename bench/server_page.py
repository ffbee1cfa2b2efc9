"""A page's first load in a real browser, for bench/server.py and bench/server_peer.py."""

import shutil
import statistics
from dataclasses import dataclass

LOADS = 5


@dataclass(frozen=True, slots=True)
class FirstLoad:
    """Medians of several loads, each with nothing kept from before: bytes on the wire in kB, the most requests
    and when the first words were painted, in ms after the page was asked for."""

    kilobytes: float
    requests: int
    first_words: float


def first_load(address: str, cookies: str) -> FirstLoad | None:
    """Load the page as a signed-in person does; None where there is no browser.

    Args:
        cookies: as a browser sends them, `name=value; name=value`.
    """
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        return None
    from playwright.sync_api import sync_playwright

    kept = [dict(zip(("name", "value"), cookie.split("=", 1), strict=True)) for cookie in cookies.split("; ")]
    weights, counts, painted = [], [], []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for _ in range(LOADS):
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            context.add_cookies([{**cookie, "url": address} for cookie in kept])
            tab = context.new_page()
            wire = context.new_cdp_session(tab)
            wire.send("Network.enable")
            seen: list[float] = []
            wire.on("Network.loadingFinished", lambda event, seen=seen: seen.append(event["encodedDataLength"]))
            tab.goto(address, wait_until="networkidle")
            painted.append(tab.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
            weights.append(sum(seen) / 1000)
            counts.append(len(seen))
            context.close()
        browser.close()
    return FirstLoad(statistics.median(weights), max(counts), statistics.median(painted))
