// Which sentence can be reached by Tab, and which one comes next. What a move costs does not grow with the text.

const text = /** @type {HTMLElement} */ (document.getElementById("text"));
/** What is done with a suggestion, and with all of a sentence: on the page once, for the sentences that wait. */
const { one = "", all = "" } = text.dataset;
const isSentence = (/** @type {Node} */ node) => /** @type {Element} */ (node).matches(".sentence");
// By number, they are long words: of the elements (1), sentences are accepted (1) and others gone through (3, skip).
const walker = document.createTreeWalker(text, 1, (node) => isSentence(node) ? 1 : 3);
/** The current sentence: at first the one that the server made so. @type {HTMLElement | null} */
let here = text.querySelector(".sentence[aria-current=true]");

/** Tab walks the current sentence and its tags, not their buttons. @param {HTMLElement} section */
function roam(section) {
  const isHere = section === here;
  section.ariaCurrent = isHere ? "true" : null;
  section.tabIndex = isHere ? 0 : -1;
  // Suggestions come onto the page with the sentence that shows them.
  if (isHere) for (const item of section.querySelectorAll("template")) {
    item.outerHTML = item.innerHTML.replace(/gh-(\w+)(.*?)<.li>/gs, one).replace(/^(\w+) (.+)$/, all);
  }
  // That they came is told once. Nothing waits for the answer, and nothing comes of a failure.
  if (isHere) for (const item of /** @type {NodeListOf<any>} */ (section.querySelectorAll("[data-tells]"))) {
    item.removeAttribute("data-tells");
    navigator.sendBeacon(item.form.action + "/shown", new FormData(item.form, item));
  }
  for (const item of /** @type {NodeListOf<HTMLElement>} */ (section.querySelectorAll(".number, .tags > li, .tags > li > button"))) {
    item.tabIndex = isHere && item.matches("li") ? 0 : -1;
  }
}

/** Make a sentence the current one in place of the one that was. @param {HTMLElement} section */
export function point(section) {
  const before = here;
  here = section;
  if (before) roam(before);
  roam(section);
}

/** The sentence before or after that can be seen; `asked` passes over what needs no answer.
 * @param {HTMLElement} section @param {number} by @param {boolean} asked */
export function neighbour(section, by, asked) {
  /** @type {Element | null} */
  let next = walker.currentNode = section;
  do next = /** @type {Element | null} */ (by > 0 ? walker.nextNode() : walker.previousNode());
  while (next && !(next.checkVisibility() && (!asked || next.matches("[data-asked]"))));
  return /** @type {HTMLElement | null} */ (next);
}

/** Sentences that are there or came anew; the current one's new form is current before anything is painted.
 * @param {Element} place */
function fit(place) {
  for (const section of /** @type {Iterable<HTMLElement>} */ (isSentence(place) ? [place] : place.querySelectorAll(".sentence"))) {
    if (section.id === here?.id) here = section;
    roam(section);
  }
}
fit(text);
new MutationObserver((records) => {
  for (const { addedNodes } of records) addedNodes.forEach((node) => node instanceof Element && fit(node));
}).observe(text, { childList: true, subtree: true });
