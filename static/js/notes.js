// A note is saved while one writes: a moment after the last key, and when it is closed.

import { add } from "./outbox.js";

const slip = document.getElementById("slip");
let timer = 0;
/** @type {HTMLFormElement | null} */
let unsaved = null;

function save() {
  clearTimeout(timer);
  if (unsaved) void add(unsaved.action, new FormData(unsaved), "");
  unsaved = null;
}

slip?.addEventListener("input", (event) => {
  const form = event.target instanceof Element ? event.target.closest("form[data-autosave]") : null;
  if (!(form instanceof HTMLFormElement)) return;
  clearTimeout(timer);
  unsaved = form;
  timer = window.setTimeout(save, 800);
});
// Also before the form goes, whatever closes it: the values are taken while it is still there.
slip?.addEventListener("focusout", save);
addEventListener("pagehide", save);
