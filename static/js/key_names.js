// What a key is called, on every layout: by letter where the layout is Latin, by position where it is not.

const NAMES = /** @type {Record<string, string>} */ ({ " ": "Space", Backspace: "Delete", "؟": "?" });
const NAMED = /^(Tab|Enter|Escape|Delete|Arrow(Up|Down|Left|Right)|F([1-46-9]|10))$/;
const SIGNS = /** @type {Record<string, string>} */ ({ Semicolon: ";", Quote: "'", Comma: ",", Period: ".", BracketLeft: "[", BracketRight: "]" });

/**
 * What a key is called: its Latin letter wherever the layout has one, else the letter of its position; digits
 * by their key, so that no Shift is needed where digits are shifted. Empty for keys that are not ours.
 * @param {{key: string, code: string, ctrlKey?: boolean, metaKey?: boolean, altKey?: boolean}} event
 * @param {boolean} [byPosition] whether the layout is of another script: its signs stand where our letters do
 */
export function nameOf({ key, code, ctrlKey, metaKey, altKey }, byPosition) {
  if (ctrlKey || metaKey) return key === "Enter" && !altKey ? "Control+Enter" : "";
  if (altKey) return "";
  if (NAMES[key] || NAMED.test(key)) return NAMES[key] || key;
  const position = /^Key([A-Z])$/.exec(code);
  if (/^[a-z]$/i.test(key)) return key.toLowerCase();
  // A letter of another script: by position. Marks and dead keys are nobody's.
  if (position && (byPosition || /^\p{L}{1,2}$/u.test(key))) return position[1].toLowerCase();
  if (key === "?" || key === "/") return key;
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code);
  if (digit) return digit[1];
  if (/^[[\];',.\\=\x60-]$/.test(key)) return key;
  return /^\p{L}$/u.test(key) ? SIGNS[code] || "" : "";
}
