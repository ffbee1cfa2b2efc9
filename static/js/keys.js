// Keys only ever click real buttons: `data-key` on a button, link, choice or list names its keys. What is typed
// while an answer is under way waits in order and is resolved against the page as it is then.

import { nameOf } from "./key_names.js";

/** @typedef {{name: string, letter: string, shift: boolean, twice: boolean, text: string}} Stroke */
/** @typedef {{isBusy: () => boolean, move: (stroke: Stroke) => boolean}} Page */

/** Two presses within so many milliseconds are a double one. */
const TWICE = 600;
/** A person's own keys for moving. @type {Record<string, string>} */
const moves = JSON.parse(document.getElementById("workbench")?.dataset.moves || "{}");
/** @type {Stroke[]} */
let waiting = [];

/** Whether typing belongs to this element. @param {Element | null} element */
function isField(element) {
  return Boolean(element?.closest("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=submit], [type=button])"));
}

/** Whether the browser itself answers this key on this element. @param {Element | null} element @param {string} name */
function isNative(element, name) {
  const presses = name === "Space" ? "button, a[href], summary, input, select" : name === "Enter" ? "button, a[href], summary" : "";
  return Boolean(presses && element?.closest(presses)) || (name.startsWith("Arrow") && Boolean(element?.matches("input")));
}

const isLive = (/** @type {Element} */ element) => !element.matches(":disabled, [aria-disabled=true]") && element.checkVisibility({ visibilityProperty: true });

/** What waits in a sheet that is closed at this width, and would be there if it were open. @param {Element} element */
function isInSheet(element) {
  return !element.checkVisibility() && element.closest("[popover]") && !element.closest(":disabled, [hidden], details:not([open]) > :not(summary)");
}

/** The button of a key in the innermost place that is open: a dialog, a card, the tag in focus, the page. @param {string} name */
export function findButton(name) {
  const dialog = document.querySelector("dialog[open]");
  const scopes = [...document.querySelectorAll("[data-scope]")].filter((scope) => isLive(scope) && (!(scope instanceof HTMLDetailsElement) || scope.open));
  const inner = dialog || scopes.at(-1);
  const tag = document.activeElement?.closest(".tags > li");
  const within = (/** @type {Element} */ place) => [...place.querySelectorAll(`[data-key~="${CSS.escape(name)}"]`)];
  if (inner) return within(inner).find(isLive);
  return (tag && within(tag).find(isLive)) || within(document.body).find((button) => !button.closest(".tags") && (isLive(button) || isInSheet(button)));
}

/** Click, choose or step on, whatever the element is. @param {Element} element */
function press(element) {
  // What shows something in a closed sheet opens it.
  if (element.matches("summary, [href='#sources']") && isInSheet(element)) /** @type {HTMLElement} */ (element.closest("[popover]")).showPopover();
  if (element instanceof HTMLSelectElement) {
    element.selectedIndex = (element.selectedIndex + 1) % element.options.length;
    element.dispatchEvent(new Event("change", { bubbles: true }));
  } else if (element instanceof HTMLInputElement && element.type === "radio" && element.checked) {
    const none = element.form?.querySelector(`input[name="${element.name}"][value=""]`);
    if (none instanceof HTMLInputElement) none.click();
  } else if (element instanceof HTMLElement) {
    element[isField(element) ? "focus" : "click"]();
  }
}

/** A key typed ahead for a field that has come meanwhile, or for a list with keys of its own. @param {Stroke} stroke */
function typeInto({ name, text, shift }) {
  const field = document.activeElement, typed = { key: name, shiftKey: shift, bubbles: true, cancelable: true };
  // As if it were being composed: the list takes it, this script does not hear it again.
  if (field?.closest("[data-leave]")) return !field.dispatchEvent(new KeyboardEvent("keydown", { ...typed, isComposing: true }));
  if (!(field instanceof HTMLInputElement) || !isField(field) || (name !== "Enter" && !text)) return false;
  if (name === "Enter") return !field.dispatchEvent(new KeyboardEvent("keydown", typed));
  field.setRangeText(text, field.value.length, field.value.length, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}

/** Tab, typed ahead. @param {number} by */
function walkTags(by) {
  const section = /** @type {HTMLElement} */ (document.querySelector(".sentence[aria-current]"));
  const tags = /** @type {HTMLElement[]} */ ([...section.querySelectorAll(".tags > li")]);
  (tags[tags.findIndex((tag) => tag.contains(document.activeElement)) + by] || section).focus();
  return true;
}

/** @param {Stroke} stroke @param {Page} page */
function act(stroke, page) {
  const { name, twice, shift } = stroke, shifted = shift ? findButton(`Shift+${name}`) : null;
  const own = moves[`${shift ? "Shift+" : ""}${name}`] || (shifted ? "" : moves[name]);
  if (page.move(own ? { ...stroke, name: own.replace("Shift+", ""), shift: own.startsWith("Shift+") } : stroke)) return true;
  if (name === "Tab") return walkTags(stroke.shift ? -1 : 1);
  const button = shifted || (twice && findButton(name + name)) || findButton(name);
  if (button) press(button);
  return Boolean(button);
}

/** Do what was typed meanwhile, as far as the page can take it. @param {Page} page */
export function resume(page) {
  while (waiting.length && !page.isBusy()) {
    const stroke = /** @type {Stroke} */ (waiting.shift());
    if (!typeInto(stroke)) act(stroke, page);
  }
}

/** Drop what was typed after something that did not happen; say how much that was. */
export function forget() {
  const dropped = waiting.length;
  waiting = [];
  return dropped;
}

/** Listen to the keyboard for as long as the page lasts. @param {Page} page @param {boolean} needsAlt @returns {string} what an earlier page left unused */
export function listen(page, needsAlt) {
  let [byPosition, last, at] = [needsAlt, "", 0];
  document.addEventListener("keydown", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const { key, code, shiftKey, ctrlKey, metaKey, altKey } = event;
    if (/^[a-z]$/i.test(key)) byPosition = needsAlt;
    else if (/^\p{L}$/u.test(key) && code.startsWith("Key")) byPosition = true;
    const withAlt = needsAlt && altKey && !event.getModifierState("AltGraph");
    const name = nameOf({ key, code, ctrlKey, metaKey, altKey: altKey && !withAlt }, byPosition);
    if (!name || event.isComposing || event.defaultPrevented) return;
    if (needsAlt && !withAlt && name.length === 1) return;
    if (isField(target) && name !== "Escape" && name !== "Control+Enter") return;
    const queued = page.isBusy() || waiting.length;
    if (isNative(target, name) || (!queued && name === "Tab") || (/^F\d/.test(name) && !document.querySelector(`[data-key~=${name}], [data-key~="Shift+${name}"]`))) return;
    if (event.repeat && !/Arrow|Tab/.test(name)) return event.preventDefault();
    const twice = name === last && event.timeStamp - at < TWICE;
    [last, at] = [twice ? "" : name, event.timeStamp];
    const stroke = { name, letter: key.toLowerCase(), shift: shiftKey, twice, text: key.length === 1 ? key : "" };
    if (queued) waiting.push(stroke);
    else if (!act(stroke, page)) return;
    event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element && event.target.closest("[data-shows-keys]"))) return;
    event.preventDefault();
    for (const row of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#keys [data-needs]"))) {
      row.toggleAttribute("data-idle", !document.querySelector(`[data-key~="${CSS.escape(row.dataset.needs || "")}"]:not(#keys *)`));
    }
    /** @type {HTMLDialogElement} */ (document.getElementById("keys")).showModal();
  });
  addEventListener("beforeunload", (event) => {
    if (waiting.length) event.preventDefault();
  });
  addEventListener("pagehide", () => {
    if (waiting.length) sessionStorage.setItem("unused-keys", waiting.map(({ name }) => name).join(" "));
  });
  const left = sessionStorage.getItem("unused-keys") || "";
  sessionStorage.removeItem("unused-keys");
  return left;
}
