// What a key is called, on several layouts.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const source = readFileSync(new URL("../../../static/js/key_names.js", import.meta.url), "utf8");
const { nameOf } = await import(`data:text/javascript;base64,${Buffer.from(source).toString("base64")}`);

const cases = [
  ["a letter by itself", { key: "f", code: "KeyF" }, "f"],
  ["a capital by Caps Lock means the same", { key: "F", code: "KeyF" }, "f"],
  ["a capital by Shift too: who asks for Shift looks at it apart", { key: "F", code: "KeyF", shiftKey: true }, "f"],
  ["Dvorak: by letter, not by position", { key: "f", code: "KeyY" }, "f"],
  ["Dvorak: a sign on the position of a letter is that sign", { key: ",", code: "KeyW" }, ","],
  ["QWERTZ: by letter", { key: "z", code: "KeyY" }, "z"],
  ["QWERTZ: a slash on a digit's key stays a slash", { key: "/", code: "Digit7", shiftKey: true }, "/"],
  ["QWERTZ: question mark on the key of the dash", { key: "?", code: "Minus", shiftKey: true }, "?"],
  ["QWERTZ: ö stands for the sign of its position", { key: "ö", code: "Semicolon" }, ";"],
  ["AZERTY: by letter", { key: "a", code: "KeyQ" }, "a"],
  ["AZERTY: m on the position of the semicolon", { key: "m", code: "Semicolon" }, "m"],
  ["AZERTY digits without Shift", { key: "é", code: "Digit2" }, "2"],
  ["AZERTY digits with Shift", { key: "2", code: "Digit2", shiftKey: true }, "2"],
  ["AZERTY nought without Shift", { key: "à", code: "Digit0" }, "0"],
  ["Russian: by position", { key: "а", code: "KeyF" }, "f"],
  ["Russian with Shift", { key: "А", code: "KeyF", shiftKey: true }, "f"],
  ["Russian letters where our signs are", { key: "ж", code: "Semicolon" }, ";"],
  ["Arabic: by position", { key: "ب", code: "KeyF" }, "f"],
  ["Arabic: two letters on one key", { key: "لا", code: "KeyB" }, "b"],
  ["Arabic digits", { key: "٣", code: "Digit3" }, "3"],
  ["Arabic question mark", { key: "؟", code: "Slash", shiftKey: true }, "?"],
  ["Hebrew: by position", { key: "כ", code: "KeyF" }, "f"],
  ["Hebrew: slash on the position of q", { key: "/", code: "KeyQ" }, "q", true],
  ["Hebrew: apostrophe on the position of w", { key: "'", code: "KeyW" }, "w", true],
  ["Greek: by position", { key: "φ", code: "KeyF" }, "f"],
  ["Greek: semicolon on the position of q", { key: ";", code: "KeyQ" }, "q", true],
  ["Thai: a mark on the position of a letter", { key: "ั", code: "KeyY" }, "y", true],
  ["a mark alone is nobody's", { key: "ั", code: "KeyY" }, ""],
  ["the number pad", { key: "7", code: "Numpad7" }, "7"],
  ["question mark, wherever it is", { key: "?", code: "Minus" }, "?"],
  ["a sign", { key: ".", code: "Period" }, "."],
  ["help", { key: "F1", code: "F1" }, "F1"],
  ["reloading is the browser's", { key: "F5", code: "F5" }, ""],
  ["Space", { key: " ", code: "Space" }, "Space"],
  ["Backspace deletes as Delete does", { key: "Backspace", code: "Backspace" }, "Delete"],
  ["Ctrl+Enter", { key: "Enter", code: "Enter", ctrlKey: true }, "Control+Enter"],
  ["the browser's own shortcuts are left alone", { key: "f", code: "KeyF", ctrlKey: true }, ""],
  ["AltGr is left alone", { key: "@", code: "KeyQ", altKey: true }, ""],
  ["a dead key is nobody's", { key: "Dead", code: "BracketLeft" }, ""],
  ["a modifier alone is nobody's", { key: "Shift", code: "ShiftLeft", shiftKey: true }, ""],
];

for (const [name, event, expected, byPosition] of cases) test(name, () => assert.equal(nameOf(event, byPosition), expected));
