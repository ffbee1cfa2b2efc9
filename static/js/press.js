// Choosing a key by pressing it: in a field for keys the key's name is written instead of what it types.

import { nameOf } from "./key_names.js";

const NAMES = /** @type {Record<string, string>} */ ({ Escape: "Esc", "Control+Enter": "Ctrl+Enter", ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→" });
let [last, at] = ["", 0];
document.addEventListener("focusin", () => { last = ""; });


document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!(field instanceof HTMLInputElement) || !("press" in field.dataset) || event.isComposing) return;
  const name = nameOf(event);
  if (!name || name === "Tab") return;
  event.preventDefault();
  const key = NAMES[name] || name;
  const shifted = event.shiftKey && /^([a-z←→]|Space|Enter|F\d+)$/.test(key) ? `Shift+${key}` : key;
  const twice = shifted === last && event.timeStamp - at < 600 && key.length === 1;
  [last, at] = [twice ? "" : shifted, event.timeStamp];
  field.value = twice ? key + key : shifted;
});
