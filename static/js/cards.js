// Source cards beside the text: what the pointer or the focus is on lights up with everything that belongs to the
// same cards, and the list is walked by arrows.

import { nameOf } from "./key_names.js";

const main = /** @type {HTMLElement} */ (document.getElementById("workbench"));
const margin = /** @type {HTMLElement} */ (document.getElementById("margin"));

/** The numbers of the cards that an element is about. @param {EventTarget | null} target */
function numbersOf(target) {
  if (!(target instanceof Element)) return "";
  const holder = target.closest("[data-cards]");
  if (holder instanceof HTMLElement) return holder.dataset.cards || "";
  const tags = (target.closest(".ink")?.getAttribute("data-annotations") || "-").split(" ");
  return tags.map((uid) => document.querySelector(`[id^="an-${uid}"]`)?.getAttribute("data-cards") || "").join(" ").trim();
}

/** Mark the cards, their mentions, the claims on them, and the bars of their sentences. @param {string} numbers */
function light(numbers) {
  if (numbers === (main.dataset.lit || "")) return;
  main.dataset.lit = numbers;
  paint();
}

function paint() {
  main.querySelectorAll(".is-lit").forEach((element) => element.classList.remove("is-lit"));
  for (const number of (main.dataset.lit || "").split(" ").filter(Boolean)) {
    for (const element of main.querySelectorAll(`[data-cards~="${number}"]`)) {
      const section = element.closest(".sentence"), uid = element.id.slice(3, 11);
      const bar = section && document.getElementById(`bar-${section.getAttribute("data-ordinal")}`);
      const inks = section ? section.querySelectorAll(`[data-annotations~="${uid}"]`) : [];
      for (const lit of [element, section, bar, ...inks]) lit?.classList.add("is-lit");
    }
  }
}

for (const name of ["pointerover", "focusin"]) {
  main.addEventListener(name, ({ target }) => light(numbersOf(target)));
}
// At widths where the margin is a sheet over the text it goes when one is back in the text, when something opens there,
// or when what it opened for is done.
const shut = () => document.activeElement?.closest(".sentence") && margin.hidePopover();
main.addEventListener("focusin", shut);
main.addEventListener("htmx:load", ({ target }) => target instanceof Element && target.matches("#slip > *") && margin.hidePopover());
margin.addEventListener("toggle", ({ target }) => target instanceof HTMLDetailsElement && !target.open && shut(), { capture: true });
document.addEventListener("outbox:settled", () => {
  paint();
  shut();
});

margin.addEventListener("keydown", (event) => {
  const target = event.target instanceof Element ? event.target : null, list = target?.closest("#sources");
  // What was typed ahead comes as if it were composed; Alt, where letters need it, was looked at before.
  const { key, code, ctrlKey, metaKey, altKey, shiftKey } = event, needsAlt = "needsAlt" in main.dataset;
  const name = nameOf({ key, code, ctrlKey, metaKey, altKey: altKey && !needsAlt }, false);
  if (!list || !name || event.defaultPrevented || (needsAlt && !altKey && !event.isComposing && name.length === 1)) return;
  const cards = [...list.querySelectorAll(".source")], card = target?.closest(".source");
  const by = { ArrowDown: 1, ArrowUp: -1 }[name];
  const names = shiftKey ? [`Shift+${name}`, name] : [name];
  const [pressed] = names.flatMap((one) => [...(card?.querySelectorAll(`[data-list-key="${CSS.escape(one)}"]`) || [])]);
  // What opens stands at the sentence: the keys after it are about that, not about the list.
  const leaves = pressed || name === "Escape" || names.includes(list.getAttribute("data-leave") || "-");
  const back = leaves ? main.querySelector(".sentence[aria-current=true]") : null;
  const aim = by ? cards[Math.max(0, (card ? cards.indexOf(card) : -1) + by)]?.querySelector("button, p") : back;
  if (!by && !aim) return;
  event.preventDefault();
  if (aim instanceof HTMLElement) aim.focus();
  if (pressed instanceof HTMLElement) pressed.click();
});
