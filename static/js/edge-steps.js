// Where an edge of an annotation stands after a step, by the rules of annotator/core/edges.py: never past the
// other edge, never beside a blank. Offsets are code points of the sentence's words.

import { countPoints, findWords } from "./offsets.js";

/** @typedef {{start: number, stop: number}} Span */

const segmenter = globalThis.Intl?.Segmenter ? new Intl.Segmenter(undefined, { granularity: "grapheme" }) : null;

/** The characters of a text as people see them. @param {string} text @returns {{start: number, stop: number, character: string}[]} */
export function findCharacters(text) {
  let start = 0;
  const characters = segmenter ? Array.from(segmenter.segment(text), ({ segment }) => segment) : [...text];
  return characters.map((character) => {
    const stop = start + countPoints(character), found = { start, stop, character };
    start = stop;
    return found;
  });
}

/**
 * The span with one edge a step on or back; the same where it can go no further.
 * @param {string} text @param {Span} span @param {"start" | "stop"} edge @param {"word" | "character"} stride
 * @param {number} by @returns {Span}
 */
export function stepEdge(text, span, edge, stride, by) {
  const visible = findCharacters(text).filter(({ character }) => {
    const mark = edge === "start" ? character : [...character].at(-1);
    return !/^\s/u.test(mark || "");
  });
  const places = (stride === "word" ? findWords(text) : visible).map((place) => place[edge]);
  const onward = places.filter((place) => (place - span[edge]) * by > 0 && (edge === "start" ? place < span.stop : place > span.start));
  if (onward.length === 0) return span;
  return { ...span, [edge]: by > 0 ? Math.min(...onward) : Math.max(...onward) };
}
