// What is open under the toolbar: it comes onto the screen, and a note in it is saved while one writes: a moment after
// the last key, and when it is closed.

import { add } from "./outbox.js";

export const slip = /** @type {HTMLElement} */ (document.getElementById("slip"));
let timer = 0;
/** @type {HTMLFormElement | null} */
let unsaved = null;

function save() {
  clearTimeout(timer);
  if (unsaved) add(unsaved.action, new FormData(unsaved), "");
  unsaved = null;
}

/** Bring what is open onto the screen. */
const reveal = () => slip.scrollIntoView({ block: "nearest", behavior: "instant" });

/** What opened is seen, and has the keys: a link in the margin that the mouse opened it by would take Enter for itself.
 * @param {HTMLElement} section the sentence that it stands under */
export function opened(section) {
  if (!document.activeElement?.closest("#slip, .sentence")) section.focus({ preventScroll: true });
  reveal();
}

slip.addEventListener("input", (event) => {
  // What is written on is not done with.
  slip.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
  reveal();
  const form = /** @type {HTMLFormElement | null} */ (/** @type {Element} */ (event.target).closest("form[data-autosave]"));
  if (!form) return;
  clearTimeout(timer);
  unsaved = form;
  timer = setTimeout(save, 800);
});
// Also before the form goes, whatever closes it: the values are taken while it is still there.
slip.addEventListener("focusout", save);
addEventListener("pagehide", save);
