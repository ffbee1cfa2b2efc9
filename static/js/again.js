// Signing in again within the page: fetched when it is needed. The form is the sign-in page's own, as a piece.

/**
 * Ask for login and password until the owner of the page is signed in or the dialog is closed.
 * @param {HTMLDialogElement} dialog @param {string} owner @returns {Promise<boolean>} whether to send again
 */
export async function signIn(dialog, owner) {
  const place = /** @type {HTMLElement} */ (dialog.querySelector("[data-form]"));
  const url = dialog.dataset.url || "";
  const show = async (/** @type {RequestInit} */ how, query = "") => {
    const answer = await fetch(url + query, { ...how, headers: { "HX-Request": "true" }, cache: "no-store" }).catch(() => null);
    const said = dialog.querySelector("[data-said]");
    said?.replaceChildren();
    if (answer) (answer.headers.get("X-Error-Code") && said || place).innerHTML = await answer.text();
    else if (said) said.textContent = document.getElementById("unsaved")?.dataset.unreachable || "";
    if (place.querySelector("[data-signed-in]")) dialog.close("signed-in");
    const field = place.querySelector("input:not([type=hidden])");
    if (field instanceof HTMLElement) field.focus();
  };
  dialog.returnValue = "";
  await show({}, `?account=${owner}`);
  if (dialog.returnValue) return true;
  dialog.showModal();
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
