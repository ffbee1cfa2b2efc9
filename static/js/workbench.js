// The annotation page: catches its forms for the outbox, keeps one's place when pieces are swapped, and shows on
// the toolbar what the server says of the current sentence.

import { forget, listen, resume } from "./keys.js";
import { add, isBusy, newUid, request } from "./outbox.js";
import { current, fill, focusedTag, go, mark, move, step } from "./reading.js";

const main = /** @type {HTMLElement} */ (document.getElementById("workbench"));
const notice = /** @type {HTMLElement} */ (document.getElementById("notice"));
const slip = document.getElementById("slip");
let loading = false;
/** Where the focus was before a swap. */
let place = "";

const page = { isBusy: () => loading || isBusy(), move };

/** Say something in the live region. @param {string | undefined} words */
function say(words) {
  const line = document.createElement("p");
  line.className = "notice warning";
  line.textContent = words || "";
  notice.replaceChildren(...(words ? [line] : []));
}

/** Send a form through the outbox, or fetch what it asks for. @param {SubmitEvent} event */
function submit(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches("[data-outbox]")) return;
  event.preventDefault();
  const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
  const data = new FormData(form, button);
  if (form.id === "bar") fill(data);
  const url = button?.getAttribute("formaction") || form.action;
  const method = button?.getAttribute("formmethod") || form.method;
  if (method === "get") return void open(url, data);
  if (data.has("uid") && !data.get("uid")) data.set("uid", newUid());
  const section = current();
  form.closest(".card")?.setAttribute("aria-busy", "true");
  void add(url, data, section.id);
  if (button?.dataset.then === "go" && section.dataset.state !== "tagged") step(1, true);
  else section.focus({ preventScroll: true });
}

/** Open a card or another small form under the toolbar. @param {string} url @param {FormData} data */
async function open(url, data) {
  data.delete("csrf_token");
  loading = true;
  const xhr = await request("GET", url, data, "#slip");
  loading = false;
  if (!xhr || xhr.status >= 400) return refuse(xhr ? "" : main.dataset.unreachable);
  place = "";
  slip?.querySelector("[data-scope]")?.scrollIntoView({ block: "nearest", behavior: "instant" });
  resume(page);
}

/** Something did not happen: what was typed after it meant something else. @param {string | undefined} words */
function refuse(words) {
  if (words) say(words);
  const dropped = forget();
  if (!dropped) return;
  const line = document.createElement("p");
  line.textContent = (main.dataset.dropped || "").replace("{count}", String(dropped));
  notice.append(line);
}

/** Close what is open under the toolbar. */
function close() {
  slip?.replaceChildren();
  current().focus({ preventScroll: true });
}

/** An answer came and its pieces are on the page. @param {CustomEvent} event */
function settled(event) {
  const { entry, xhr, status } = event.detail;
  const focus = xhr?.getResponseHeader("X-Focus");
  const card = slip?.querySelector(".card[aria-busy]");
  if (status >= 200 && status < 300) {
    const at = xhr.getResponseHeader("X-At");
    const section = at && document.getElementById(`s${at}`);
    if (card) close();
    if (section instanceof HTMLElement) go(section, { focus: true, scroll: true });
  } else if (entry && status >= 400 && status < 500) refuse("");
  card?.removeAttribute("aria-busy");
  refresh();
  if (focus && status < 300) document.getElementById(`an-${focus}`)?.focus({ preventScroll: true });
  resume(page);
}

/** Fit the page to what was swapped in: place, current sentence, pressed buttons. */
function refresh() {
  mark();
  if (!document.activeElement || document.activeElement === document.body) {
    const kept = place ? document.getElementById(place) : null;
    if (!slip?.querySelector("[data-scope]")) (kept || current()).focus({ preventScroll: true });
  }
  press();
}

/** Show on the toolbar and the cards what the current sentence, or the tag in focus, says. */
function press() {
  const section = current(), tag = focusedTag();
  const subject = tag?.dataset.tag === "claim" ? tag : section;
  const has = (/** @type {string} */ name) => (subject.dataset[name] || "").split(" ");
  for (const button of document.querySelectorAll("button[form=bar][value], #bar button[value]")) {
    const [value, card] = (button.getAttribute("value") || "").split(":");
    const on = card ? has("sources").includes(card) : has("flags").includes(value) || has("marks").includes(value) || section.dataset.state === value;
    if (button.closest(".tags")) continue;
    button.setAttribute("aria-pressed", String(on));
  }
  const claims = Boolean(section.dataset.claims);
  for (const button of document.querySelectorAll("#bar [data-for]")) {
    button.toggleAttribute("hidden", (button.getAttribute("data-for") === "claim") !== claims);
  }
}

document.addEventListener("submit", submit, { capture: true });
document.addEventListener("outbox:settled", (event) => settled(/** @type {CustomEvent} */ (event)));
document.addEventListener("focusin", (event) => {
  const element = /** @type {HTMLElement} */ (event.target);
  if (element.id) place = element.id;
  const section = element.closest(".sentence");
  if (section instanceof HTMLElement && section !== current()) go(section);
  press();
});
document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const goer = target?.closest("[data-move], [data-goes-to], .number");
  if (target?.closest("[data-closes]")) {
    event.preventDefault();
    close();
  } else if (goer instanceof HTMLElement) {
    const aim = document.getElementById(`s${goer.dataset.goesTo || new URL(/** @type {HTMLAnchorElement} */ (goer).href).searchParams.get("at")}`);
    event.preventDefault();
    if (goer.dataset.move === "accept" && current().matches("[data-asked][data-state=untouched]")) return say(main.dataset.untouched);
    if (goer.dataset.move) return say(step(1, true) ? "" : main.dataset.end);
    if (aim instanceof HTMLElement) go(aim, { focus: true, scroll: true });
  }
});

const first = document.getElementById(`s${main.dataset.at}`) || document.querySelector(".sentence");
if (first instanceof HTMLElement) {
  go(first, { focus: true, scroll: true });
  listen(page);
  press();
}
