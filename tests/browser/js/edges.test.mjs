// edge-steps.js against the vectors that Python made.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const root = new URL("../../../", import.meta.url);
const read = (name) => readFileSync(new URL(`static/js/${name}.js`, root), "utf8");
const as_url = (source) => `data:text/javascript;base64,${Buffer.from(source).toString("base64")}`;
const { findCharacters, stepEdge } = await import(as_url(read("edge-steps").replace("./offsets.js", as_url(read("offsets")))));
const vectors = JSON.parse(readFileSync(new URL("tests/fixtures/offset_vectors.json", root), "utf8"));

for (const { name, text, characters, steps } of vectors) {
  test(`${name}: the same characters`, () => {
    assert.deepEqual([0, ...findCharacters(text).map(({ stop }) => stop)], characters);
  });
  test(`${name}: the same steps`, () => {
    for (const [[start, stop], edge, stride, by, expected] of steps) {
      const { start: from, stop: to } = stepEdge(text, { start, stop }, edge, stride, by);
      assert.deepEqual([from, to], expected, `${name} ${[start, stop, edge, stride, by]}`);
    }
  });
}
