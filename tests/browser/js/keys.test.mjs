// What a key is called, on several layouts.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const source = readFileSync(new URL("../../../static/js/keys.js", import.meta.url), "utf8");
const { nameOf } = await import(`data:text/javascript;base64,${Buffer.from(source).toString("base64")}`);

const cases = [
  ["a letter by itself", { key: "f", code: "KeyF" }, "f"],
  ["a capital means the same", { key: "F", code: "KeyF" }, "f"],
  ["Dvorak: by letter, not by position", { key: "f", code: "KeyY" }, "f"],
  ["Cyrillic: by position", { key: "а", code: "KeyF" }, "f"],
  ["Arabic: by position", { key: "ب", code: "KeyF" }, "f"],
  ["AZERTY digits without Shift", { key: "é", code: "Digit2" }, "2"],
  ["AZERTY digits with Shift", { key: "2", code: "Digit2" }, "2"],
  ["the number pad", { key: "7", code: "Numpad7" }, "7"],
  ["German slash stands on a digit and stays a slash", { key: "/", code: "Digit7" }, "/"],
  ["question mark, wherever it is", { key: "?", code: "Minus" }, "?"],
  ["F1 is help too", { key: "F1", code: "F1" }, "?"],
  ["Space", { key: " ", code: "Space" }, "Space"],
  ["Backspace deletes as Delete does", { key: "Backspace", code: "Backspace" }, "Delete"],
  ["Ctrl+Enter", { key: "Enter", code: "Enter", ctrlKey: true }, "Control+Enter"],
  ["the browser's own shortcuts are left alone", { key: "f", code: "KeyF", ctrlKey: true }, ""],
  ["AltGr is left alone", { key: "@", code: "KeyQ", altKey: true }, ""],
  ["a dead key is nobody's", { key: "Dead", code: "BracketLeft" }, ""],
  ["Tab is the browser's", { key: "Tab", code: "Tab" }, ""],
];

for (const [name, event, expected] of cases) test(name, () => assert.equal(nameOf(event), expected));
