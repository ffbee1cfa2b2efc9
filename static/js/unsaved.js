// What the page says of work that is not saved yet, and what a person can do about it: send it again, sign in again,
// answer a conflict, save it to a file, discard it on purpose. Signing out waits until one of these has happened.

import { valueOf } from "./entries.js";

/** @typedef {import("./outbox.js").Entry} Entry @typedef {import("./outbox.js").Reason} Reason */
/** @typedef {{unsent: () => Entry[], others: () => Promise<boolean>, send: () => Promise<void>,
 *   discard: (key?: string) => Promise<void>}} Outbox */

const banner = /** @type {HTMLElement} */ (document.getElementById("unsaved"));
const leaving = /** @type {HTMLDialogElement} */ (document.getElementById("leaving"));
const again = /** @type {HTMLDialogElement} */ (document.getElementById("signing-in"));
const state = document.getElementById("save-state");
/** What bears a word of its state: to look for it in a long text would take longer than all the rest. @type {Element[]} */
const told = [];
const isHeld = (/** @type {Entry} */ entry) => Boolean(entry.refused && !entry.passing);
const viewOf = (/** @type {string} */ key) => document.querySelector(`.conflict [name=settles][value="${key}"]`)?.closest(".conflict");

/** Say something in the live region. @param {string | undefined} words */
export function say(words) {
  const line = Object.assign(document.createElement("p"), { className: "notice warning", textContent: words });
  document.getElementById("notice")?.replaceChildren(...(words ? [line] : []));
}

/** Of several states only one has its words on the page. @param {Element | null} place @param {string} name */
function showOnly(place, name) {
  for (const words of place?.querySelectorAll("[data-when]") || []) words.toggleAttribute("hidden", !(words.getAttribute("data-when") || "").split(" ").includes(name));
}

/** Show what is so. @param {Entry[]} unsent @param {Reason} reason @param {boolean} busy whether an answer is under
 * way @param {string} saved id of the sentence that was saved last */
export function paint(unsent, reason, busy, saved) {
  const plain = unsent.some((entry) => isHeld(entry) && !viewOf(valueOf(entry, "request_key")));
  const trouble = reason && unsent.length ? reason : plain ? "refused" : "";
  const said = document.getElementById("notice")?.textContent?.trim();
  if (trouble === "refused" && said) banner.querySelector("[data-words]")?.replaceChildren(said);
  if (!banner.hidden && !unsent.length) say(banner.dataset.healed);
  banner.hidden = !trouble;
  banner.dataset.reason = trouble;
  showOnly(banner, trouble);
  for (const count of banner.querySelectorAll("[data-count]")) count.textContent = String(unsent.length);
  const whole = unsent.some(isHeld) ? "refused" : trouble ? "waiting" : busy ? "saving" : "saved";
  if (state && state.dataset.state !== whole) showOnly(state, state.dataset.state = whole);
  for (const marked of told.splice(0)) for (const name of ["data-says", "data-pending"]) marked.removeAttribute(name);
  const tell = (/** @type {string} */ id, /** @type {string} */ name) => {
    const mark = document.getElementById(id), flags = mark?.querySelector(".flags");
    flags?.setAttribute("data-says", banner.dataset[name] || "");
    if (mark && flags) told.push(mark, flags);
  };
  tell(saved, "saved");
  for (const entry of unsent.slice().sort((one, other) => Number(isHeld(one)) - Number(isHeld(other)))) {
    const mark = !entry.passing && document.getElementById(entry.mark);
    if (!mark) continue;
    mark.dataset.pending = isHeld(entry) ? "refused" : trouble && reason ? "waiting" : "sending";
    tell(entry.mark, mark.dataset.pending);
  }
}

/**
 * Take over the newest page's token, as after signing in again in another tab.
 * @param {string} owner @returns {Promise<Reason>} empty when the token is new and the person the same
 */
export async function renewToken(owner) {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.body.dataset.actor || "";
    if (now !== owner) return now ? "other-person" : answer.ok ? "signed-out" : "busy";
    const headers = page.body.getAttribute("hx-headers") || "{}";
    document.body.setAttribute("hx-headers", headers);
    const token = JSON.parse(headers)["X-CSRFToken"];
    for (const field of document.querySelectorAll("input[name=csrf_token]")) field.setAttribute("value", token);
    return "";
  } catch {
    return "offline";
  }
}

/** Let the page's buttons work on the outbox. @param {Outbox} outbox */
export function listen(outbox) {
  /** @type {HTMLFormElement | null} */
  let signOut = null;
  const pending = () => outbox.unsent().filter((entry) => !entry.passing);
  /** Leave; what is not this page's to send or discard stays in the browser. */
  const leave = async () => {
    signOut?.querySelector("[name=keep]")?.setAttribute("value", (await outbox.others()) ? "1" : "");
    signOut?.submit();
  };
  /** What is seldom needed: it comes right after the first words, so that it is there when the server is not. */
  const more = () => import(banner.dataset.again || "").catch(() => say(banner.dataset.unreachable));
  requestAnimationFrame(() => setTimeout(more));
  const acts = {
    send: outbox.send,
    discard: () => outbox.discard(),
    stay: () => leaving.close(),
    rescue: async () => (await more())?.rescue(pending(), document.body.dataset.actor),
    async keep(/** @type {HTMLElement} */ button) {
      const view = button.closest(".conflict");
      await outbox.discard(view?.querySelector("[name=settles]")?.getAttribute("value") || "");
      view?.remove();
    },
    async "sign-in"() {
      if (await (await more())?.signIn(again, document.body.dataset.actor)) await outbox.send();
    },
    async show() {
      await outbox.discard();
      location.reload();
    },
    async "send-and-sign-out"() {
      await outbox.send();
      leaving.close();
      if (pending().length === 0) await leave();
    },
    async "discard-and-sign-out"() {
      while (pending().length) await outbox.discard();
      await leave();
    },
  };

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-outbox-do]") : null;
    if (!(button instanceof HTMLElement)) return;
    const name = /** @type {keyof typeof acts} */ (button.dataset.outboxDo);
    if (button.matches("a")) event.preventDefault();
    if (button.dataset.confirm && !confirm(button.dataset.confirm)) return;
    void acts[name](button);
  });
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (!form.matches("[data-sign-out], [data-waits]") || (form.dataset.waits && !pending().length)) return;
    event.preventDefault();
    if (form.dataset.waits) return say(form.dataset.waits);
    signOut = form;
    if (pending().length) leaving.showModal();
    else void leave();
  });
  addEventListener("beforeunload", (event) => {
    if (pending().length) event.preventDefault();
  });
  addEventListener("online", () => void outbox.send());
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && banner.dataset.reason === "signed-out") void outbox.send();
  });
  // The banner itself says why nothing was sent; the notice is for words about the work.
  banner.addEventListener("htmx:beforeSwap", (/** @type {any} */ event) => {
    const { status } = event.detail.xhr;
    if ([401, 403, 429].includes(status) || status >= 500) event.detail.shouldSwap = false;
  });
}
