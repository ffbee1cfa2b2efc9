// What the page says of work that is not saved yet, and what a person can do about it: send it again, save it
// to a file, discard it on purpose. Signing out waits until one of these has happened.

/** @typedef {import("./outbox.js").Entry} Entry @typedef {import("./outbox.js").Reason} Reason */
/** @typedef {{unsent: () => Entry[], send: () => Promise<void>, discard: () => Promise<void>}} Outbox */

const banner = /** @type {HTMLElement} */ (document.getElementById("unsaved"));
const leaving = /** @type {HTMLDialogElement} */ (document.getElementById("leaving"));
const state = document.getElementById("save-state");

/** Say something in the live region. @param {string | undefined} words */
export function say(words) {
  const line = document.createElement("p");
  line.className = "notice warning";
  line.textContent = words || "";
  document.getElementById("notice")?.replaceChildren(...(words ? [line] : []));
}

/** Show what is so. @param {Entry[]} unsent @param {Reason} reason @param {boolean} waits whether an answer is under way */
export function paint(unsent, reason, waits) {
  const refused = unsent.some((entry) => entry.refused && !entry.passing);
  const trouble = reason && unsent.length > 0 ? reason : refused ? "refused" : "";
  banner.hidden = !trouble;
  banner.dataset.reason = trouble;
  for (const count of banner.querySelectorAll("[data-count]")) count.textContent = String(unsent.length);
  const said = document.getElementById("notice")?.textContent?.trim();
  const words = banner.querySelector("[data-words]");
  if (words && trouble === "refused" && said) words.textContent = said;
  if (state) state.dataset.state = trouble || unsent.some((entry) => entry.refused) ? "unsaved" : waits ? "saving" : "saved";
  for (const marked of document.querySelectorAll("[data-pending]")) marked.removeAttribute("data-pending");
  for (const entry of unsent) {
    if (!entry.passing) document.getElementById(entry.mark)?.setAttribute("data-pending", trouble ? "failed" : "sending");
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
  const acts = {
    send: outbox.send,
    discard: outbox.discard,
    stay: () => leaving.close(),
    rescue: () => {},
    async show() {
      await outbox.discard();
      location.reload();
    },
    async "send-and-sign-out"() {
      await outbox.send();
      leaving.close();
      if (pending().length === 0) signOut?.submit();
    },
    async "discard-and-sign-out"() {
      while (pending().length > 0) await outbox.discard();
      signOut?.submit();
    },
  };

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-outbox-do]") : null;
    if (!(button instanceof HTMLElement)) return;
    if (button.dataset.confirm && !confirm(button.dataset.confirm)) return;
    if (button instanceof HTMLAnchorElement) button.href = rescueFile(pending());
    void acts[/** @type {keyof typeof acts} */ (button.dataset.outboxDo)]();
  });
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (!form.matches("[data-sign-out], [data-waits]") || pending().length === 0) return;
    event.preventDefault();
    if (form.dataset.waits) return say(form.dataset.waits);
    signOut = form;
    leaving.showModal();
  });
  addEventListener("beforeunload", (event) => {
    if (pending().length > 0) event.preventDefault();
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

/** The address of a file with the unsent writes. @param {Entry[]} entries */
function rescueFile(entries) {
  const kept = entries.map(({ url, values, at }) => ({ url, values, at: new Date(at).toISOString() }));
  return URL.createObjectURL(new Blob([JSON.stringify(kept, null, 2)], { type: "application/json" }));
}
