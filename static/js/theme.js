// Runs before the first paint, so that nobody who chose night sees a white flash. A classic script for that
// reason; it keeps how this browser's reader likes to read, and nothing of anyone's work.
(function () {
  const root = document.documentElement;
  const choices = { theme: ["", "light", "dark"], textSize: ["small", "", "large", "larger"], contrast: ["", "more"], focus: ["", "on"] };

  /** @param {string} name */
  function kept(name) {
    try { return localStorage.getItem("annotator-" + name) || ""; } catch { return ""; }
  }

  /** @param {string} name @param {string} value */
  function choose(name, value) {
    if (value) root.dataset[name] = value; else delete root.dataset[name];
    try {
      if (value) localStorage.setItem("annotator-" + name, value); else localStorage.removeItem("annotator-" + name);
    } catch { /* private window: for this page only */ }
  }

  /** Say on the buttons what is chosen. */
  function press() {
    for (const button of document.querySelectorAll("[data-choose]:not([data-step])")) {
      const { choose: name, value, switch: on } = /** @type {HTMLElement} */ (button).dataset;
      button.setAttribute("aria-pressed", String((root.dataset[name] || "") === (on || value || "")));
    }
  }

  for (const name of Object.keys(choices)) {
    const value = kept(name);
    if (choices[name].includes(value)) choose(name, value);
  }
  root.dataset.script = "on";

  document.addEventListener("DOMContentLoaded", press);
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-choose]") : null;
    if (!(button instanceof HTMLElement)) return;
    const name = button.dataset.choose, values = choices[name], now = values.indexOf(root.dataset[name] || "");
    // A step to the next value, the value itself, or on and off.
    if (button.dataset.step) choose(name, values[Math.min(Math.max(now + Number(button.dataset.step), 0), values.length - 1)]);
    else choose(name, button.dataset.value ?? (now ? "" : button.dataset.switch));
    press();
  });
})();
