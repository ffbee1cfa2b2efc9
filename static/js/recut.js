// The article was cut anew: the paragraphs that changed are put in place around the reader, who stays at the same
// words, with the focus and everything that is open. Fetched when that happens first.

import { rangeOf } from "./offsets.js";

const text = /** @type {HTMLElement} */ (document.getElementById("text"));

/** @typedef {{current: () => HTMLElement, fill: (data: FormData) => void, go: (section: HTMLElement) => void,
 *   mark: () => void, put: (point: number) => void}} Reader */

/** @param {HTMLElement} piece @param {HTMLTemplateElement} news @param {Reader} reader */
export function replace(piece, news, { current, fill, go, mark, put }) {
  const { before, after } = /** @type {{before: number, after: number}} */ (/** @type {unknown} */ (piece.dataset));
  const where = new FormData(), focused = /** @type {HTMLElement | null} */ (document.activeElement);
  fill(where);
  const caret = Number(where.get("caret")), [start, stop] = ["start", "stop"].map((name) => Number(where.get(name)));
  const top = current().getBoundingClientRect().top, inText = text.contains(focused);
  const open = [document.getElementById("bar"), document.getElementById("slip"), ...text.querySelectorAll(".conflict")].filter((element) => element !== null);
  const blocks = text.querySelectorAll(":scope > .paragraph, :scope > .folded"), old = [...blocks].slice(before, blocks.length - after);
  text.append(...open);
  (blocks[before] || open[0]).before(news.content);
  for (const block of old) block.remove();
  const sections = /** @type {HTMLElement[]} */ ([...text.querySelectorAll(".sentence")]);
  const section = sections.filter(({ dataset }) => Number(dataset.start) <= caret).at(-1) || sections[0];
  section.closest("details")?.setAttribute("open", "");
  section.after(...open);
  go(section);
  mark();
  const words = /** @type {HTMLElement} */ (section.querySelector(".words"));
  put(caret);
  if (stop > start && stop <= Number(section.dataset.stop)) getSelection()?.addRange(rangeOf(words, start, stop));
  scrollBy({ top: section.getBoundingClientRect().top - top, behavior: "instant" });
  if (inText) (focused?.isConnected ? focused : document.getElementById(focused?.id.replace(/^[snw]\d+$/, "") || section.id) || section).focus({ preventScroll: true });
}
