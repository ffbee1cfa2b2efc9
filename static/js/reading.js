// Where the reader is: the current sentence, caret and selection. The toolbar's hidden fields take it along.
import { findWords, findWordStarting, placeAt, quoteOf, rangeOf, readSelection, startOf, stepByWord, wordsAround } from "./offsets.js";
import { neighbour, point } from "./roaming.js";
import { slip } from "./slip.js";
import { say } from "./unsaved.js";

const text = /** @type {HTMLElement} */ (document.getElementById("text"));
const bar = /** @type {HTMLFormElement} */ (document.getElementById("bar"));
const workbench = /** @type {HTMLElement} */ (document.getElementById("workbench"));
const highlight = globalThis.Highlight && CSS.highlights ? new Highlight() : null;
if (highlight) CSS.highlights.set("caret", highlight);
let [ordinal, anchor, caret, jumping] = ["", 0, 0, false];
export const current = () => /** @type {HTMLElement} */ (document.getElementById(`s${ordinal}`));
const wordsOf = (/** @type {HTMLElement} */ section) => /** @type {HTMLElement} */ (section.querySelector(".words"));

/** The tag in focus within the current sentence. */
export function focusedTag() {
  const tag = document.activeElement?.closest(".tags > li");
  return tag instanceof HTMLElement && current().contains(tag) ? tag : null;
}

/** The source phrase that the caret stands in. */
function tagAtCaret() {
  const tags = /** @type {NodeListOf<HTMLElement>} */ (current().querySelectorAll(".tags > li[data-tag=attribution]"));
  return [...tags].find(({ dataset }) => caret >= Number(dataset.start) && caret < Number(dataset.stop));
}

/**
 * Make a sentence the current one. The page is scrolled by as much as the toolbar moved it, so that nothing
 * moves under the pointer.
 * @param {HTMLElement} section @param {{focus?: boolean, scroll?: boolean}} [how]
 */
export function go(section, how = {}) {
  if (section.dataset.ordinal !== ordinal) {
    // As the server made the page its bar stands right already: nothing to move, and the page is laid out once.
    const moves = ordinal || bar.previousElementSibling !== section, top = moves ? section.getBoundingClientRect().top : 0;
    ordinal = section.dataset.ordinal || "";
    anchor = caret = startOf(wordsOf(section));
    if (how.focus) getSelection()?.removeAllRanges();
    if (moves) section.after(bar, slip);
    bar.action = bar.action.replace(/\/\d+$/, `/${ordinal}`);
    history.replaceState(history.state, "", `${bar.action.replace(/\/sentences\/\d+$/, "")}?at=${ordinal}`);
    mark();
    if (moves) scrollBy({ top: section.getBoundingClientRect().top - top, behavior: "instant" });
  }
  if (how.scroll) section.scrollIntoView({ block: "nearest", behavior: "instant" });
  if (how.focus) section.focus({ preventScroll: true });
}

/** Say on the page which sentence is current; needed again after every swap. */
export function mark() {
  point(current());
  draw();
}

/** Draw the caret: a real selection where there is one, else a mark on the word that it stands before. */
function draw() {
  highlight?.clear();
  const words = wordsOf(current());
  if (anchor !== caret) return getSelection()?.setBaseAndExtent(...placeAt(words, anchor), ...placeAt(words, caret));
  const start = startOf(words);
  const word = findWords(words.textContent || "").find(({ stop }) => start + stop > caret);
  if (highlight && word) highlight.add(rangeOf(words, start + word.start, start + word.stop));
}

/** Go to the sentence before or after; `asked` passes over what needs no answer. @param {number} by @param {boolean} asked */
export function step(by, asked = false) {
  const next = neighbour(current(), by, asked);
  if (next) go(next, { focus: true, scroll: true });
  return Boolean(next);
}

/** As one sees it: of words from right to left the next one stands on the left. @param {boolean} right @param {boolean} extend */
function moveCaret(right, extend) {
  const words = wordsOf(current()), by = right === (/** @type {HTMLElement} */ (words.closest("[dir]")).dir === "ltr") ? 1 : -1, next = startOf(words) + stepByWord(words.textContent || "", anchor - startOf(words), caret - startOf(words), by, extend);
  if (!extend) return put(next);
  caret = next;
  draw();
}

/** Put the caret at an offset, without a selection. @param {number} point */
export function put(point) {
  anchor = caret = point;
  getSelection()?.removeAllRanges();
  draw();
}

/** Open the card that the words at the caret, the tag in focus or the claim rest on. */
export function editCard() {
  const tag = focusedTag() || tagAtCaret(), [number] = (tag?.dataset.cards || "").split(" ");
  const [uid] = (current().dataset.sources || "").split(" ");
  const link = document.querySelector(`.source[data-cards="${number}"] a.edit`) || (uid && document.getElementById(`edit-card-${uid}`));
  if (link instanceof HTMLElement) link.click();
  else say(workbench.dataset.noCard);
}

/** Keys that move and change nothing. @param {import("./keys.js").Stroke} stroke */
export function move({ name, letter, shift }) {
  if (jumping) {
    // What was marked is done with: the next key is about what is found.
    if (focusedTag()) current().focus({ preventScroll: true });
    jumping = false;
    const words = wordsOf(current()), found = startOf(words) + findWordStarting(words.textContent || "", caret - startOf(words), letter);
    if (found === caret) say(workbench.dataset.noWord);
    put(found);
    return true;
  }
  if (slip.querySelector("[data-scope]") || document.querySelector("dialog[open], details[data-scope][open]")) return false;
  if (name === "ArrowDown" || name === "ArrowUp") step(name === "ArrowDown" ? 1 : -1);
  else if (name === "ArrowLeft" || name === "ArrowRight") {
    moveCaret(name === "ArrowRight", shift);
  } else if (name === "jump") jumping = true;
  else return false;
  return true;
}

/** Put where the reader is into a form's fields. @param {FormData} data @param {string} [own] the tag whose button it was */
export function fill(data, own) {
  const [start, stop] = own ? [0, 0] : [anchor, caret].sort((one, other) => one - other), here = current().dataset;
  const tag = document.getElementById(`an-${own}`) || focusedTag() || document.getElementById(`an-${here.focus}`);
  data.set("ordinal", ordinal);
  data.set("shown", here.state || "");
  data.set("sentence_start", here.start || "");
  data.set("sentence_stop", here.stop || "");
  data.set("start", start < stop ? String(start) : "");
  data.set("stop", start < stop ? String(stop) : "");
  data.set("quote", start < stop ? quoteOf(wordsOf(current()), start, stop) : "");
  data.set("caret", String(caret));
  data.set("focus", tag?.id.slice(3) || "");
  data.set("version", tag?.dataset.version || "");
}

document.addEventListener("selectionchange", () => {
  const selected = readSelection(getSelection());
  if (!selected || !current().contains(selected.words)) return;
  [anchor, caret] = [selected.anchor, selected.caret];
  if (anchor === caret) draw();
  else highlight?.clear();
});
text.addEventListener("mouseup", (event) => {
  const section = wordsAround(/** @type {Node} */ (event.target))?.closest(".sentence");
  if (!(section instanceof HTMLElement)) return;
  const selected = readSelection(getSelection());
  go(section);
  if (selected && section.contains(selected.words)) [anchor, caret] = [selected.anchor, selected.caret];
  section.focus({ preventScroll: true });
  draw();
});
