// offsets.js against the vectors that Python made.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const root = new URL("../../../", import.meta.url);
const source = readFileSync(new URL("static/js/offsets.js", root), "utf8");
const { countPoints, findWords, findWordStarting, slicePoints, stepByWord, toPoints, toUtf16 } = await import(
  `data:text/javascript;base64,${Buffer.from(source).toString("base64")}`
);
const vectors = JSON.parse(readFileSync(new URL("tests/fixtures/offset_vectors.json", root), "utf8"));

for (const { name, text, points, utf16, words, slices } of vectors) {
  test(`${name}: as many code points as Python counts`, () => assert.equal(countPoints(text), points));
  test(`${name}: to UTF-16 and back`, () => {
    utf16.forEach((index, point) => {
      assert.equal(toUtf16(text, point), index);
      assert.equal(toPoints(text, index), point);
    });
  });
  test(`${name}: an index inside a character counts as before it`, () => {
    for (let index = 0; index < text.length; index += 1) {
      if (!utf16.includes(index)) assert.equal(toPoints(text, index), utf16.indexOf(index - 1));
    }
  });
  test(`${name}: the same words at the same places`, () => {
    assert.deepEqual(findWords(text).map(({ start, stop, word }) => [start, stop, word]), words);
  });
  test(`${name}: the same slices`, () => {
    for (const [start, stop, quote] of slices) assert.equal(slicePoints(text, start, stop), quote);
  });
}

test("an offset past the end is the end", () => assert.equal(toUtf16("a😀", 9), 3));

test("the caret steps by word, a selection to the ends of words and back through its anchor", () => {
  const text = "one two 😀 four";
  assert.equal(stepByWord(text, 0, 0, 1, false), 4);
  assert.equal(stepByWord(text, 4, 4, 1, false), 8);
  assert.equal(stepByWord(text, 10, 10, 1, false), 10);
  assert.equal(stepByWord(text, 4, 4, 1, true), 7);
  assert.equal(stepByWord(text, 4, 7, 1, true), 9);
  assert.equal(stepByWord(text, 4, 7, -1, true), 4);
  assert.equal(stepByWord(text, 4, 4, -1, true), 0);
  assert.equal(stepByWord(text, 4, 0, 1, true), 4);
  assert.equal(stepByWord(text, 8, 8, -1, false), 4);
});

test("a letter jumps to the next word that begins with it, marks apart and round the end", () => {
  const text = "“Talks” failed, two aides told";
  assert.equal(findWordStarting(text, 0, "t"), 16);
  assert.equal(findWordStarting(text, 26, "t"), 0);
  assert.equal(findWordStarting(text, 0, "z"), 0);
});
