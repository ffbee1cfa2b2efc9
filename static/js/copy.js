// Copies the words of the element that a button names, and says so in the button for a moment.

const SHOWN = 1600;

document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-copy]") : null;
  if (!(button instanceof HTMLButtonElement)) return;
  const source = document.getElementById(button.dataset.copy || "");
  if (!source) return;
  const done = await copy(source);
  const label = button.querySelector("[data-label]") || button;
  const words = label.textContent;
  label.textContent = (done ? button.dataset.done : button.dataset.failed) || words;
  button.disabled = true;
  setTimeout(() => {
    label.textContent = words;
    button.disabled = false;
  }, SHOWN);
});

/** @param {HTMLElement} source @returns {Promise<boolean>} */
async function copy(source) {
  const words = (source.textContent || "").replace(/\s+/g, " ").trim();
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    // Not allowed, or no clipboard over plain HTTP: select the words, so that one key copies them.
    getSelection()?.selectAllChildren(source);
    return false;
  }
}
