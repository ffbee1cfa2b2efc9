// The guideline beside the text: the section about the tag at the cursor. Pinned, it stays and follows the cursor.
// Fetched with its first use.

const panel = /** @type {HTMLElement} */ (document.getElementById("guide"));
const pin = /** @type {HTMLElement} */ (document.getElementById("guide-pin"));
const margin = /** @type {HTMLElement} */ (panel.closest("[popover]"));
/** @type {Element | null} */
let from = null;
/** The tag at the cursor when something was fetched last. @type {string | null} */
let shown = null;
let timer = 0;

/** The key of the tag in focus, else of what the caret stands in, else of the first tag of the sentence. */
function tagAtCursor() {
  const section = document.querySelector(".sentence[aria-current=true]"), focused = document.activeElement?.closest(".tags > li");
  const [mark] = /** @type {Iterable<Range>} */ (globalThis.CSS?.highlights?.get("caret") || []);
  const node = mark ? mark.startContainer : getSelection()?.anchorNode;
  const [uid] = (node?.parentElement?.closest("[data-annotations]")?.getAttribute("data-annotations") || "").split(" ");
  const item = (section?.contains(focused || null) && focused) || (uid && document.querySelector(`[id^="an-${uid}"]`)) || section?.querySelector(".tags > li[data-tag]");
  return item instanceof HTMLElement ? item.dataset.own || item.dataset.tag || "" : "";
}

/** Show the section about the tag at the cursor, if it is another one than is shown. */
async function follow() {
  const tag = tagAtCursor();
  if (panel.hidden || tag === shown || (shown && !tag)) return;
  shown = tag;
  await window.htmx.ajax("GET", `${panel.dataset.url}?tag=${encodeURIComponent(tag)}`, { source: panel, target: "#guide-words", swap: "innerHTML" }).catch(() => { shown = null; });
}

/** Open the panel, or close it: it has a button for each. */
export function open() {
  if (!panel.hidden) return close();
  from = document.activeElement;
  panel.hidden = false;
  shown = null;
  void follow();
  if (!panel.checkVisibility()) margin.showPopover();
  panel.scrollIntoView({ block: "nearest", behavior: "instant" });
  panel.focus({ preventScroll: true });
}

/** Close it. The focus goes back to where it was before, unless it is elsewhere by now. */
function close() {
  const had = panel.contains(document.activeElement) || document.activeElement === document.body;
  panel.hidden = true;
  pin.setAttribute("aria-pressed", "false");
  margin.hidePopover();
  const back = from?.isConnected && from !== document.body ? from : document.querySelector(".sentence[aria-current=true]");
  if (had && back instanceof HTMLElement) back.focus({ preventScroll: true });
}

/** Once what moved has settled. */
function look() {
  clearTimeout(timer);
  if (pin.getAttribute("aria-pressed") === "true") timer = window.setTimeout(() => void follow(), 120);
}

pin.addEventListener("click", () => {
  pin.setAttribute("aria-pressed", String(pin.getAttribute("aria-pressed") !== "true"));
  look();
});
for (const name of ["focusin", "keyup", "mouseup", "outbox:settled"]) document.addEventListener(name, look);
// What is not pinned goes when one is back in the text.
document.addEventListener("focusin", ({ target }) => {
  if (!panel.hidden && pin.getAttribute("aria-pressed") !== "true" && target instanceof Element && target.closest("#text")) close();
});
// A sheet that was closed shows nothing any more.
margin.addEventListener("toggle", (event) => {
  if (event.target === margin && /** @type {ToggleEvent} */ (event).newState === "closed" && !panel.hidden) close();
});
