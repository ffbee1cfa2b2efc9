// The only place that knows UTF-16. Everything else counts Unicode code points from the start of the
// article's text, `stop` exclusive, as the server does.

/** @typedef {{start: number, stop: number, quote: string, caret: number}} Marked */

/** How many code points a string has. @param {string} text */
export function countPoints(text) {
  let points = 0;
  for (const _ of text) points += 1;
  return points;
}

/**
 * The UTF-16 index of a code point offset; past the end, the length.
 * @param {string} text @param {number} point
 */
export function toUtf16(text, point) {
  let index = 0;
  for (let left = point; left > 0 && index < text.length; left -= 1) {
    index += /** @type {number} */ (text.codePointAt(index)) > 0xffff ? 2 : 1;
  }
  return index;
}

/**
 * The code point offset of a UTF-16 index; an index between two halves of one character counts as before it.
 * @param {string} text @param {number} utf16
 */
export function toPoints(text, utf16) {
  const before = text.charCodeAt(utf16 - 1), after = text.charCodeAt(utf16);
  const inside = before >= 0xd800 && before < 0xdc00 && after >= 0xdc00 && after < 0xe000;
  return countPoints(text.slice(0, inside ? utf16 - 1 : utf16));
}

/** The words at `[start, stop)`. @param {string} text @param {number} start @param {number} stop */
export function slicePoints(text, start, stop) {
  return text.slice(toUtf16(text, start), toUtf16(text, stop));
}

/**
 * The whitespace-separated runs of a text, in code points.
 * @param {string} text @returns {{start: number, stop: number, word: string}[]}
 */
export function findWords(text) {
  const found = [];
  let point = 0, utf16 = 0;
  for (const match of text.matchAll(/\S+/gu)) {
    const start = point + countPoints(text.slice(utf16, match.index));
    point = start + countPoints(match[0]);
    utf16 = match.index + match[0].length;
    found.push({ start, stop: point, word: match[0] });
  }
  return found;
}

/**
 * Where the caret stands after one step by word: at the next word's start or, drawing a selection on, its end.
 * @param {string} text @param {number} anchor @param {number} caret @param {number} by @param {boolean} extend
 */
export function stepByWord(text, anchor, caret, by, extend) {
  const ends = extend && (by > 0 ? caret >= anchor : caret > anchor);
  const places = findWords(text).map((word) => (ends ? word.stop : word.start));
  const onward = (extend ? [...places, anchor] : places).filter((place) => (place - caret) * by > 0);
  return onward.length === 0 ? caret : by > 0 ? Math.min(...onward) : Math.max(...onward);
}

/** The next word that begins with a letter, round the end; the caret itself if there is none.
 * @param {string} text @param {number} caret @param {string} letter */
export function findWordStarting(text, caret, letter) {
  const hits = findWords(text).filter(({ word }) => word.replace(/^[^\p{L}\p{N}]+/u, "").toLowerCase().startsWith(letter));
  return (hits.find(({ start }) => start > caret) || hits[0] || { start: caret }).start;
}

/** Where a sentence's words begin in the article. @param {HTMLElement} words */
export function startOf(words) {
  return Number(words.dataset.start);
}

/**
 * The article offset of a place in the document inside a sentence's words.
 * @param {HTMLElement} words @param {Node} node @param {number} offset
 */
export function pointAt(words, node, offset) {
  const before = document.createRange();
  before.setStart(words, 0);
  before.setEnd(node, offset);
  const text = words.textContent || "";
  return startOf(words) + toPoints(text, before.toString().length);
}

/**
 * The place in the document of an article offset inside a sentence's words.
 * @param {HTMLElement} words @param {number} point @returns {[Node, number]}
 */
export function placeAt(words, point) {
  let left = toUtf16(words.textContent || "", point - startOf(words));
  const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
  /** @type {Node} */
  let last = words;
  while (walker.nextNode()) {
    last = walker.currentNode;
    const length = (last.nodeValue || "").length;
    if (left < length) return [last, left];
    left -= length;
  }
  return [last, last === words ? 0 : (last.nodeValue || "").length];
}

/** A range over `[start, stop)` of the article. @param {HTMLElement} words @param {number} start @param {number} stop */
export function rangeOf(words, start, stop) {
  const range = document.createRange();
  range.setStart(...placeAt(words, start));
  range.setEnd(...placeAt(words, stop));
  return range;
}

/** The sentence's words that a node stands in. @param {Node | null} node @returns {HTMLElement | null} */
export function wordsAround(node) {
  const element = node instanceof Element ? node : node?.parentElement;
  return element ? element.closest(".words") : null;
}

/**
 * What is selected, if it lies within the words of one sentence.
 * @param {Selection | null} selection @returns {(Marked & {words: HTMLElement, anchor: number}) | null}
 */
export function readSelection(selection) {
  if (!selection?.anchorNode || !selection.focusNode) return null;
  const words = wordsAround(selection.focusNode);
  if (!words || words !== wordsAround(selection.anchorNode)) return null;
  const anchor = pointAt(words, selection.anchorNode, selection.anchorOffset);
  const caret = pointAt(words, selection.focusNode, selection.focusOffset);
  const start = Math.min(anchor, caret), stop = Math.max(anchor, caret);
  return { words, anchor, caret, start, stop, quote: quoteOf(words, start, stop) };
}

/** The words at `[start, stop)` of the article. @param {HTMLElement} words @param {number} start @param {number} stop */
export function quoteOf(words, start, stop) {
  return slicePoints(words.textContent || "", start - startOf(words), stop - startOf(words));
}
