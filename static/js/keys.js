// Keys only ever click real buttons: `data-key` on a button, link, choice or list names its keys. What is typed
// while an answer is under way waits in order and is resolved against the page as it is then.

/** @typedef {{name: string, letter: string, shift: boolean}} Stroke */
/** @typedef {{isBusy: () => boolean, move: (stroke: Stroke) => boolean}} Page */

const NAMES = /** @type {Record<string, string>} */ ({ " ": "Space", F1: "?", Backspace: "Delete" });
const NAMED = /^(Enter|Escape|Delete|ArrowUp|ArrowDown|ArrowLeft|ArrowRight)$/;
/** @type {Stroke[]} */
let waiting = [];

/**
 * What a key is called: its Latin letter wherever the layout has one, else the letter of its position; digits
 * by their key, so that no Shift is needed where digits are shifted. Empty for keys that are not ours.
 * @param {{key: string, code: string, ctrlKey?: boolean, metaKey?: boolean, altKey?: boolean}} event
 */
export function nameOf({ key, code, ctrlKey, metaKey, altKey }) {
  if (ctrlKey || metaKey) return key === "Enter" && !altKey ? "Control+Enter" : "";
  if (altKey) return "";
  if (NAMES[key]) return NAMES[key];
  if (NAMED.test(key) || key === "?" || key === "/") return key;
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code);
  if (digit) return digit[1];
  if (/^[a-z]$/i.test(key)) return key.toLowerCase();
  // A letter of another script: by position. Marks and dead keys are nobody's.
  const position = /^Key([A-Z])$/.exec(code);
  return position && /^\p{L}$/u.test(key) ? position[1].toLowerCase() : "";
}

/** Whether typing belongs to this element. @param {Element | null} element */
function isField(element) {
  return Boolean(element?.closest("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=submit], [type=button])"));
}

/** Whether the browser itself answers this key on this element. @param {Element | null} element @param {string} name */
function isNative(element, name) {
  return (name === "Enter" || name === "Space") && Boolean(element?.closest("button, a[href], summary"));
}

/** @param {Element} element */
function isLive(element) {
  return !element.matches(":disabled, [aria-disabled=true]") && element.checkVisibility({ visibilityProperty: true });
}

/** The button of a key in the innermost place that is open: a dialog, a card, the tag in focus, the page. @param {string} name */
export function findButton(name) {
  const dialog = document.querySelector("dialog[open]");
  const scopes = [...document.querySelectorAll("[data-scope]")].filter((scope) => isLive(scope) && (!(scope instanceof HTMLDetailsElement) || scope.open));
  const inner = dialog || scopes.at(-1);
  const tag = document.activeElement?.closest(".tags > li");
  const within = (/** @type {Element} */ place) => [...place.querySelectorAll(`[data-key~="${CSS.escape(name)}"]`)].filter(isLive);
  if (inner) return within(inner)[0];
  return (tag && within(tag)[0]) || within(document.body).find((button) => !button.closest(".tags"));
}

/** Click, choose or step on, whatever the element is. @param {Element} element */
function press(element) {
  if (element instanceof HTMLSelectElement) {
    element.selectedIndex = (element.selectedIndex + 1) % element.options.length;
    element.dispatchEvent(new Event("change", { bubbles: true }));
  } else if (element instanceof HTMLInputElement && element.type === "radio" && element.checked) {
    const none = element.form?.querySelector(`input[name="${element.name}"][value=""]`);
    if (none instanceof HTMLInputElement) none.click();
  } else if (element instanceof HTMLElement) {
    element.click();
  }
}

/** @param {Stroke} stroke @param {Page} page */
function act(stroke, page) {
  if (page.move(stroke)) return true;
  const button = (stroke.shift && findButton(`Shift+${stroke.name}`)) || findButton(stroke.name);
  if (button) press(button);
  return Boolean(button);
}

/** Do what was typed meanwhile, as far as the page can take it. @param {Page} page */
export function resume(page) {
  while (waiting.length > 0 && !page.isBusy()) act(/** @type {Stroke} */ (waiting.shift()), page);
}

/** Drop what was typed after something that did not happen; say how much that was. */
export function forget() {
  const dropped = waiting.length;
  waiting = [];
  return dropped;
}

/** Listen to the keyboard for as long as the page lasts. @param {Page} page */
export function listen(page) {
  document.addEventListener("keydown", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const name = nameOf(event);
    if (!name || event.isComposing || event.defaultPrevented) return;
    if (isField(target) && name !== "Escape" && name !== "Control+Enter") return;
    if (isNative(target, name) || (target?.matches("input") && name.startsWith("Arrow"))) return;
    if (event.repeat && !name.startsWith("Arrow")) return event.preventDefault();
    const stroke = { name, letter: event.key.toLowerCase(), shift: event.shiftKey };
    if (page.isBusy() || waiting.length > 0) waiting.push(stroke);
    else if (!act(stroke, page)) return;
    event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-shows-keys]") : null;
    if (!button) return;
    event.preventDefault();
    showKeys();
  });
}

/** The keys that do something here, from the page's own buttons. */
function showKeys() {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("keys"));
  const list = dialog.querySelector("[data-key-list]");
  const rows = [...document.querySelectorAll("[data-key]")].filter((button) => !dialog.contains(button) && isLive(button));
  list?.replaceChildren(...rows.map((button) => {
    const row = document.createElement("li"), key = document.createElement("kbd"), words = document.createElement("span");
    const holder = /** @type {HTMLElement} */ (button.closest("label") || button);
    const name = /** @type {HTMLElement} */ (holder.cloneNode(true));
    for (const hint of name.querySelectorAll("kbd, svg, [aria-hidden]")) hint.remove();
    key.textContent = (button.getAttribute("data-key") || "").replace("Control", "Ctrl").replace(" ", " / ");
    words.textContent = button.getAttribute("aria-label") || button.getAttribute("title") || (name.textContent || "").trim();
    row.append(key, words);
    return row;
  }));
  dialog.showModal();
}

/** Show on the buttons what a sentence, or the claim in focus, says. @param {HTMLElement} section @param {HTMLElement | null} tag */
export function showPressed(section, tag) {
  const subject = tag?.dataset.tag === "claim" ? tag : section;
  const has = (/** @type {string} */ name) => (subject.dataset[name] || "").split(" ");
  for (const button of document.querySelectorAll("#sources button[value], #bar button[aria-pressed]")) {
    const [value, card] = (button.getAttribute("value") || "").split(":");
    const linked = has("sources").includes(card) || has("cards").includes(button.getAttribute("data-card") || "-");
    const on = card ? linked : has("flags").includes(value) || has("marks").includes(value) || section.dataset.state === value;
    button.setAttribute("aria-pressed", String(on));
  }
  for (const button of document.querySelectorAll("#bar [data-for]")) {
    button.toggleAttribute("hidden", (button.getAttribute("data-for") === "claim") !== Boolean(section.dataset.claims));
  }
}
