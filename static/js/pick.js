// A list of source cards that narrows as one types. Fetched when the first such list is opened.

/** Letters without case and accents. @param {string} words */
const fold = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Take up a list that was just put on the page. @param {HTMLElement} place */
export function take(place) {
  const field = place.querySelector("input[data-filters]");
  const buttons = /** @type {HTMLButtonElement[]} */ ([...place.querySelectorAll("[data-name]")]);
  if (!(field instanceof HTMLInputElement)) return;
  const left = () => buttons.filter((button) => !button.hidden);
  field.addEventListener("input", () => {
    const words = fold(field.value.trim());
    for (const button of buttons) button.hidden = !fold(button.dataset.name || "").includes(words);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== "ArrowDown") return;
    event.preventDefault();
    const [first] = left();
    if (event.key === "Enter") first?.click();
    else first?.focus();
  });
  place.addEventListener("keydown", (event) => {
    const at = left().findIndex((button) => button === document.activeElement), by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (at < 0 || !by) return;
    event.preventDefault();
    (left()[at + by] || field).focus();
  });
  // Sent as one of the toolbar's verbs: the list has then done its work.
  document.addEventListener("submit", () => { if (place.matches(".pick")) place.remove(); }, { once: true });
}
