// What is seldom needed when work could not be sent: signing in again within the page (the form is the sign-in page's
// own, as a piece), and a file with the unsent writes, which their owner or an editor can load. Menus, which can wait as
// long, close by it.

import "./menus.js";

/** @param {import("./outbox.js").Entry[]} entries @param {string} owner */
export function rescue(entries, owner) {
  const acts = entries.map(({ url, values, at }) => ({ url, values, at: new Date(at).toISOString() }));
  const review = /\/reviews\/(\w+)/.exec(acts[0]?.url || "")?.[1] || "";
  const file = { format: "annotator-rescue", number: 1, review, owner, acts };
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(file, null, 2)], { type: "application/json" }));
  link.download = "annotator-unsaved.json";
  link.click();
}

/**
 * Ask for login and password until the owner of the page is signed in or the dialog is closed.
 * @param {HTMLDialogElement} dialog @param {string} owner @returns {Promise<boolean>} whether to send again
 */
export async function signIn(dialog, owner) {
  const place = /** @type {HTMLElement} */ (dialog.querySelector("[data-form]"));
  const url = dialog.dataset.url || "";
  /** Who is asked is known: the page is that person's. What is left to type has the focus. */
  const aim = () => {
    const fields = /** @type {HTMLInputElement[]} */ ([...place.querySelectorAll("input:not([type=hidden])")]);
    if (fields[0]?.name === "login") fields[0].value ||= dialog.dataset.login || "";
    (fields.find((one) => !one.value) || fields[0])?.focus();
  };
  const show = async (/** @type {RequestInit} */ how, query = "") => {
    const answer = await fetch(url + query, { ...how, headers: { "HX-Request": "true" }, cache: "no-store" }).catch(() => null);
    const said = dialog.querySelector("[data-said]");
    said?.replaceChildren();
    if (answer) (answer.headers.get("X-Error-Code") && said || place).innerHTML = await answer.text();
    else if (said) said.textContent = document.getElementById("unsaved")?.dataset.unreachable || "";
    if (place.querySelector("[data-signed-in]")) dialog.close("signed-in");
    aim();
  };
  dialog.returnValue = "";
  await show({}, `?account=${owner}`);
  if (dialog.returnValue) return true;
  dialog.showModal();
  aim();
  const submit = (/** @type {SubmitEvent} */ event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (form.method === "dialog") return;
    event.preventDefault();
    void show({ method: "POST", body: new FormData(form) });
  };
  dialog.addEventListener("submit", submit);
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
  dialog.removeEventListener("submit", submit);
  return dialog.returnValue !== "";
}
