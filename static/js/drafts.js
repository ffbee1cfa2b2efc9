// What is typed into a form for others to read stays in this browser until the server has it: through a lost
// connection, signing out, a refusal and a reload. Nothing is sent before the server is there and the person is the same.

import { newUid } from "./entries.js";
import { renewToken } from "./unsaved.js";

const owner = document.body.dataset.actor || "";
const forms = /** @type {HTMLFormElement[]} */ ([...document.querySelectorAll("form[data-draft]")]);
const nameOf = (/** @type {HTMLFormElement} */ form) => `annotator-draft ${owner} ${form.action} ${form.dataset.draft}`;
const wordsOf = (/** @type {HTMLFormElement} */ form) => /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("text"));
const field = (/** @type {HTMLFormElement} */ form, /** @type {string} */ name) => {
  const found = form.elements.namedItem(name);
  return found instanceof HTMLInputElement || found instanceof HTMLTextAreaElement || found instanceof HTMLSelectElement ? found : null;
};

/** Keep, or forget, what a form holds; a browser that keeps nothing is no reason to fail.
 * @param {HTMLFormElement} form @param {boolean} [gone] */
function keep(form, gone) {
  const uid = field(form, "uid");
  if (uid && !uid.value) uid.value = newUid();
  const values = [...new FormData(form)].filter(([name]) => name !== "csrf_token");
  try {
    if (gone || wordsOf(form).value === (form.dataset.stored || "")) localStorage.removeItem(nameOf(form));
    else localStorage.setItem(nameOf(form), JSON.stringify(values));
  } catch { /* what is typed is still in the form */ }
}

/** Say at the form how it stands with what was typed. @param {HTMLFormElement} form @param {string} reason */
function tell(form, reason) {
  const note = /** @type {HTMLElement} */ (form.querySelector("[data-draft-note]"));
  note.hidden = !reason;
  for (const words of note.querySelectorAll("[data-when]")) words.toggleAttribute("hidden", !(words.getAttribute("data-when") || "").split(" ").includes(reason));
}

/** Put back what an earlier page left, unless the server has it by now. @param {HTMLFormElement} form */
function restore(form) {
  /** @type {[string, string][]} */
  let left = [];
  try { left = JSON.parse(localStorage.getItem(nameOf(form)) || "[]"); } catch { return; }
  const typed = new Map(left), text = typed.get("text");
  if (text === undefined) return;
  const isThere = document.querySelector(`[data-said="${CSS.escape(typed.get("uid") || "none")}"]`);
  if (isThere || text === (form.dataset.stored || "")) return keep(form, true);
  if (wordsOf(form).getAttribute("aria-invalid")) return keep(form);
  for (const [name, value] of left) {
    const input = field(form, name);
    if (input && input.type !== "checkbox") input.value = value;
  }
  for (let inside = form.closest("details"); inside; inside = inside.parentElement?.closest("details") || null) inside.open = true;
  tell(form, "left");
}

for (const form of forms) restore(form);

document.addEventListener("input", (event) => {
  const form = event.target instanceof Element && event.target.closest("form[data-draft]");
  if (form instanceof HTMLFormElement) keep(form);
});

document.addEventListener("click", (event) => {
  const form = event.target instanceof Element && event.target.matches("[data-draft-drop]") && event.target.closest("form");
  if (!(form instanceof HTMLFormElement)) return;
  keep(form, true);
  wordsOf(form).value = form.dataset.stored || "";
  const uid = field(form, "uid");
  if (uid) uid.value = newUid();
  tell(form, "");
  wordsOf(form).focus();
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches("[data-draft]")) return;
  event.preventDefault();
  keep(form);
  const reason = await renewToken(owner);
  if (reason) tell(form, reason);
  else form.submit();
});
