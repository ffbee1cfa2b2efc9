// The annotation page: catches its forms for the outbox, keeps one's place when pieces are swapped.
import "./cut.js";
import { newUid } from "./entries.js";
import "./ghosts.js";
import { forget, listen, resume } from "./keys.js";
import { isOpening } from "./finder.js";
import { add, isBusy, request } from "./outbox.js";
import { showPressed } from "./pressed.js";
import { opened, slip } from "./slip.js";
import { current, editCard, fill, focusedTag, go, mark, move, step } from "./reading.js";
import { isLooking } from "./tabs.js";
import { say } from "./unsaved.js";

const main = /** @type {HTMLElement} */ (document.getElementById("workbench"));
const notice = /** @type {HTMLElement} */ (document.getElementById("notice"));
// Where the focus was before a swap; whether a form is under way; whether the mouse is down.
let [place, loading, pressing] = ["", false, false];
const page = { isBusy: () => loading || isLooking() || isOpening() || isBusy(), move };
/** Send a form through the outbox, or fetch what it asks for. @param {SubmitEvent} event */
function submit(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches("[data-outbox]")) return;
  event.preventDefault();
  const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
  const data = new FormData(form, button);
  const row = /** @type {HTMLElement | null | undefined} */ (button?.closest("[data-tag]")), own = row?.id.slice(3) || "";
  const url = (button?.getAttribute("formaction") || form.action).replace("/-/", `/${own}/`);
  const method = button?.getAttribute("formmethod") || form.method;
  if (form.id === "bar" || method === "get") fill(data, own);
  if (method === "get") return void open(url, data);
  if (form.id === "remove") data.set("focus", own), data.set("version", row?.dataset.version || "");
  if (data.get("uid") === "") data.set("uid", newUid());
  const section = current();
  form.closest(".card")?.setAttribute("aria-busy", "true");
  void add(url, data, section.id);
  section.dataset.pending ||= "sending";
  form.closest(".conflict")?.remove();
  const onward = button?.dataset.then === "on" || (button?.dataset.then === "go" && section.dataset.state !== "tagged");
  if (!(onward && step(1, true))) section.focus({ preventScroll: true });
}

/** Open a card or another small form under the toolbar. @param {string} url @param {FormData} data */
async function open(url, data) {
  data.delete("csrf_token");
  loading = true;
  const xhr = await request("GET", url, data, "#slip");
  const came = xhr && xhr.status < 400, piece = /** @type {HTMLElement | null} */ (came && slip.querySelector("[data-module]"));
  if (piece) await import(piece.dataset.module || "").then((module) => module.take(piece), () => {});
  loading = false;
  if (!came) return refuse(xhr ? "" : main.dataset.unreachable);
  say(place = "");
  opened(current());
  resume(page);
}

/** Something did not happen: what was typed after it meant something else. @param {string | undefined} words */
function refuse(words) {
  if (words) say(words);
  const dropped = forget();
  if (!dropped) return;
  notice.append(Object.assign(document.createElement("p"), { textContent: (main.dataset.dropped || "").replace("{count}", String(dropped)) }));
}

/** Close what is open: the card under the toolbar, or the small form around a button. Back to the words that it was
 * about, where it was taller than the screen. @param {Element | null} [inside] */
function close(inside) {
  const details = inside?.closest("details");
  if (details) details.open = false;
  else slip.replaceChildren();
  current().focus({ preventScroll: true });
  if (current().getBoundingClientRect().top < 0) current().scrollIntoView({ block: "nearest", behavior: "instant" });
}

/** An answer came and its pieces are on the page. @param {CustomEvent} event */
function settled(event) {
  const { entry, xhr, status } = event.detail;
  const card = slip.querySelector("[aria-busy]");
  if (entry && status >= 200 && status < 300) {
    if (card) close();
    document.querySelector(".rest")?.removeAttribute("open");
    const at = /\/(undo|redo)$/.test(entry.url) && notice.querySelector("[data-at]")?.getAttribute("data-at");
    const section = at && document.getElementById(`s${at}`);
    if (section) go(section, { focus: true, scroll: true });
  } else if (entry?.refused) refuse("");
  // One that waits for the line to come back closes when it is saved after all.
  if (!entry || entry.refused) card?.removeAttribute("aria-busy");
  refresh();
  // A new figure or mark, and the second part of a cut claim, is what the next key is about.
  const made = entry?.values.some((/** @type {string[]} */ [name, value]) => name === "tag" || (name === "verb" && value === "cut"));
  if (made && xhr && status < 300) document.getElementById(`an-${current().dataset.focus}`)?.focus({ preventScroll: true });
  resume(page);
}

/** Fit the page to what was swapped in, or to what came while a dialog was open: place, current sentence, pressed buttons. */
function refresh() {
  mark();
  const isLost = () => !document.activeElement?.checkVisibility() || document.activeElement === document.body;
  for (const element of slip.querySelector("[data-scope]") ? [] : [document.getElementById(place || "none"), current()]) {
    if (isLost()) element?.focus({ preventScroll: true });
  }
  showPressed(current(), focusedTag());
}

document.addEventListener("submit", submit, { capture: true });
document.getElementById("keys")?.addEventListener("close", refresh);
document.addEventListener("outbox:settled", (event) => settled(/** @type {CustomEvent} */ (event)));
main.addEventListener("finder:opened", (event) => (/** @type {CustomEvent} */ (event).detail ? refuse(main.dataset.unreachable) : resume(page)));
for (const name of ["pointerdown", "pointerup", "pointercancel"]) addEventListener(name, () => { pressing = name === "pointerdown"; }, { capture: true });
document.addEventListener("focusin", (event) => {
  const element = /** @type {HTMLElement} */ (event.target);
  if (element.id) place = element.id;
  const section = element.closest(".sentence");
  // Not while a button of the mouse is down: what is being selected must not move.
  if (section instanceof HTMLElement && section !== current() && !pressing) go(section);
  showPressed(current(), focusedTag());
});
document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const goer = /** @type {HTMLElement | null | undefined} */ (target?.closest("[data-move], [data-goes-to], .number, #strip a"));
  const opener = target?.closest("[data-opens]");
  // Nothing is there to accept or to doubt: said here, so that the second key of `qq` finds the page ready.
  const about = target?.closest("[data-move=accept]") ? "[data-asked]" : target?.closest("#act-unsure") && "*";
  if (about && current().matches(`${about}[data-state=untouched]:not([data-pending])`)) {
    event.preventDefault();
    return say(main.dataset.untouched);
  }
  if (target?.closest("[data-closes]")) {
    event.preventDefault();
    close(target);
  } else if (target?.closest("[data-edits]")) editCard();
  else if (opener instanceof HTMLAnchorElement) {
    event.preventDefault();
    const where = new FormData();
    where.set("ordinal", current().dataset.ordinal || "");
    void open(opener.href, where);
  } else if (goer) {
    const aim = document.getElementById((goer.getAttribute("href") || "").split("#")[1]);
    event.preventDefault();
    if (goer.dataset.move) return say(step(1, true) ? "" : main.dataset.end);
    if (aim) go(aim, { focus: true, scroll: true });
  }
});

const first = document.getElementById(`s${main.dataset.at}`);
if (first) {
  go(first, { focus: true, scroll: true });
  const left = listen(page, "needsAlt" in main.dataset);
  if (left) say((main.dataset.left || "").replace("{keys}", left));
  showPressed(current(), focusedTag());
}
