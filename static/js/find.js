// Finding words in the article. Marks are painted over the text and change none of its nodes, so that offsets
// stay right; leaving goes back to where one was.

import { rangeOf, startOf, toPoints } from "./offsets.js";

const form = /** @type {HTMLFormElement} */ (document.getElementById("find"));
const field = /** @type {HTMLInputElement} */ (document.getElementById("find-words"));
const count = /** @type {HTMLOutputElement} */ (document.getElementById("find-count"));
const [all, one] = globalThis.Highlight && CSS.highlights ? [new Highlight(), new Highlight()] : [new Set(), new Set()];
if (globalThis.Highlight && CSS.highlights) {
  CSS.highlights.set("find", /** @type {Highlight} */ (all));
  CSS.highlights.set("found", /** @type {Highlight} */ (one));
}
/** @type {Range[]} */
let hits = [];
/** @type {HTMLElement | null} */
let from = null;
let [place, top] = [-1, 0];

/** Open the bar, or go to its field if it is open. */
export function open() {
  if (!("open" in form.dataset)) {
    from = /** @type {HTMLElement | null} */ (document.activeElement);
    top = scrollY;
    form.dataset.open = "";
  }
  field.focus({ preventScroll: true });
  field.select();
  look();
}

/** Find what is typed, in every sentence; case makes no difference. */
function look() {
  const asked = field.value.trim().replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+");
  hits = [];
  if (asked) {
    const pattern = new RegExp(asked, "giu");
    for (const words of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#text .words"))) {
      const text = words.textContent || "", start = startOf(words);
      for (const { 0: found, index } of text.matchAll(pattern)) {
        hits.push(rangeOf(words, start + toPoints(text, index), start + toPoints(text, index + found.length)));
      }
    }
  }
  all.clear();
  for (const hit of hits) all.add(hit);
  const here = document.querySelector(".sentence[aria-current=true]");
  const next = hits.findIndex((hit) => !here || Boolean(here.compareDocumentPosition(hit.startContainer) & (4 | 16)));
  show(hits.length ? Math.max(next, 0) : -1);
}

/** @param {number} to */
function show(to) {
  place = hits.length ? (to + hits.length) % hits.length : -1;
  one.clear();
  const hit = hits[place];
  if (hit) {
    one.add(hit);
    const section = sectionOf(hit);
    const folded = section?.closest("details");
    if (folded) folded.open = true;
    section?.scrollIntoView({ block: "center", behavior: "instant" });
  }
  const words = hits.length ? form.dataset.count : field.value.trim() ? form.dataset.none : "";
  count.textContent = (words || "").replace("{n}", String(place + 1)).replace("{m}", String(hits.length));
}

/** @param {Range | undefined} hit */
const sectionOf = (hit) => /** @type {HTMLElement | null | undefined} */ (hit?.startContainer.parentElement?.closest(".sentence"));

/** @param {boolean} stay */
function close(stay) {
  const section = sectionOf(hits[place]);
  delete form.dataset.open;
  all.clear();
  one.clear();
  hits = [];
  if (stay && section) return /** @type {HTMLElement} */ (section.querySelector(".number")).click();
  scrollTo({ top, behavior: "instant" });
  from?.focus({ preventScroll: true });
}

form.addEventListener("input", look);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  show(place + 1);
});
form.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-find]") : null;
  const what = button?.getAttribute("data-find");
  if (what === "before") show(place - 1);
  else if (what) close(what === "stay");
});
form.addEventListener("keydown", (event) => {
  if (event.key === "Escape") close(false);
  else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) close(true);
  else if (event.key === "Enter" && event.shiftKey && event.target === field) show(place - 1);
  else return;
  event.preventDefault();
  event.stopPropagation();
});
