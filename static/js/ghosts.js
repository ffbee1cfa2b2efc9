// Suggestions on the annotation page: the keys that take what is shown press the ghosts' own buttons.

import { current, fill } from "./reading.js";

/** The button that accepts the ghost of a tag at the caret, or what the whole sentence shows. @param {string} act */
function taker(act) {
  const section = current();
  if (section.dataset.pending) return null;
  if (act === "act-go") return section.querySelector("[data-takes]");
  const place = new FormData(), tag = act === "act-figure" ? "figure" : "attribution";
  fill(place);
  if (place.get("start")) return null;
  const caret = Number(place.get("caret"));
  const rows = /** @type {NodeListOf<HTMLElement>} */ (section.querySelectorAll(`.ghost[data-ghost=${tag}]`));
  const at = [...rows].find(({ dataset }) => caret >= Number(dataset.start) && caret < Number(dataset.stop));
  return at?.querySelector("[name=accept]") || null;
}

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target.closest("#act-go, #act-attribution, #act-figure") : null;
  if (!target) return;
  const button = taker(target.id);
  if (!(button instanceof HTMLElement)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  button.click();
}, { capture: true });
