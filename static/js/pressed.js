// Which buttons of the toolbar are pressed.

/** Show on the buttons what a sentence, or the claim in focus, says. @param {HTMLElement} section @param {HTMLElement | null} tag */
export function showPressed(section, tag) {
  const subject = tag?.dataset.tag === "claim" ? tag : section;
  const has = (/** @type {string} */ name) => (subject.dataset[name] || "").split(" ");
  for (const button of ["#sources button[value]", "#bar [aria-pressed]"].flatMap((one) => [...document.querySelectorAll(one)])) {
    const [value, card] = (button.getAttribute("value") || "").split(":");
    const linked = has("sources").includes(card) || has("cards").includes(button.getAttribute("data-card") || "-");
    // A star and a doubt are said of whatever tag has the focus, everything else of a claim.
    const marks = tag && /^(star|unsure)$/.test(value) ? (tag.dataset.marks || "").split(" ") : has("marks");
    const on = card ? linked : has("flags").includes(value) || marks.includes(value) || section.dataset.state === value;
    button.setAttribute("aria-pressed", String(on));
  }
  for (const button of document.querySelectorAll("#bar [data-for]")) {
    button.toggleAttribute("hidden", (button.getAttribute("data-for") === "claim") !== ("claims" in section.dataset));
  }
}
