// Moving an annotation's edges with the form open: shown in the text as they move, saved together as one act.
// Fetched when the first such form is opened.

import { quoteOf, rangeOf, readSelection } from "./offsets.js";
import { stepEdge } from "./edge-steps.js";

const shown = globalThis.Highlight && CSS.highlights ? new Highlight() : null;
if (shown) CSS.highlights.set("edges", shown);

/** Take up a form of edges that was just put on the page. @param {HTMLElement} place */
export function take(place) {
  const form = /** @type {HTMLFormElement} */ (place.querySelector("form"));
  const sides = /** @type {HTMLElement[]} */ ([...form.querySelectorAll("[data-edge]")]);
  const field = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
  const words = () => /** @type {HTMLElement} */ (document.querySelector(`.words[data-start="${place.dataset.sentence}"]`));
  const stops = new AbortController(), { signal } = stops;

  /** The arrows move this edge. @param {Element | null | undefined} side */
  const choose = (side) => {
    for (const one of sides) {
      one.classList.toggle("is-moving", one === side);
      for (const button of one.querySelectorAll("[data-arrow]")) {
        if (one === side) button.setAttribute("data-key", button.getAttribute("data-arrow") || "");
        else button.removeAttribute("data-key");
      }
    }
  };

  /** Put the edges somewhere and show them. @param {{start: number, stop: number}} span */
  const put = ({ start, stop }) => {
    const from = words(), offset = Number(from.dataset.start), length = from.textContent || "", quote = quoteOf(from, start, stop);
    for (const [name, value] of Object.entries({ start, stop, quote })) field(name).value = String(value);
    const mark = document.createElement("mark");
    mark.textContent = quote;
    form.querySelector(".edges-line")?.replaceChildren(quoteOf(from, offset, start), mark, quoteOf(from, stop, offset + length.length));
    form.querySelector("output")?.replaceChildren(quote);
    shown?.clear();
    shown?.add(rangeOf(from, start, stop));
  };

  const now = () => ({ start: Number(field("start").value), stop: Number(field("stop").value) });
  form.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null, button = target?.closest("[data-arrow]");
    if (target?.closest("[data-other]")) {
      const other = sides.find((side) => !side.classList.contains("is-moving"));
      choose(other);
      other?.focus({ preventScroll: true });
    } else if (button instanceof HTMLButtonElement) {
      event.preventDefault();
      const [edge, stride, way] = /** @type {["start" | "stop", "word" | "character", string]} */ (button.value.split(" ")), offset = Number(place.dataset.sentence), { start, stop } = now();
      const side = button.closest("[data-edge]");
      if (!side?.classList.contains("is-moving")) choose(side);
      const next = stepEdge(words().textContent || "", { start: start - offset, stop: stop - offset }, edge, stride, way === "on" ? 1 : -1);
      put({ start: next.start + offset, stop: next.stop + offset });
    }
  }, { signal });
  form.addEventListener("focusin", (event) => {
    const side = event.target instanceof Element ? event.target.closest("[data-edge]") : null;
    if (side) choose(side);
  }, { signal });
  document.addEventListener("selectionchange", () => {
    const selected = readSelection(getSelection());
    if (selected && selected.words === words() && selected.start < selected.stop) put(selected);
  }, { signal });
  new MutationObserver((_changes, observer) => {
    if (form.isConnected) return;
    shown?.clear();
    stops.abort();
    observer.disconnect();
  }).observe(document.body, { childList: true, subtree: true });

  for (const side of sides) {
    side.tabIndex = 0;
    for (const button of side.querySelectorAll("button")) button.tabIndex = -1;
  }
  choose(sides[0]);
  put(now());
  sides[0].focus({ preventScroll: true });
}
