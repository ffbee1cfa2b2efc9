// Keeps how this browser's reader likes to read, and nothing of anyone's work. In a cookie that the server reads: the page
// comes as it was chosen, and nothing here asks the browser for what it keeps, which held the first words back. A classic
// script: what needs one is there at the first paint.
(function () {
  const root = document.documentElement;
  const choices = { theme: ["", "light", "dark"], textSize: ["small", "", "large", "larger"], contrast: ["", "more"], focus: ["", "on"] };

  /** @param {string} name @param {string} value */
  function choose(name, value) {
    if (value) root.dataset[name] = value; else delete root.dataset[name];
    const all = new URLSearchParams();
    for (const each in choices) if (root.dataset[each]) all.set(each, root.dataset[each]);
    document.cookie = `annotator-reading=${all}; Path=/; SameSite=Lax; Max-Age=${all.size && 4e7}`;
  }

  /** Say on the buttons what is chosen. */
  function press() {
    for (const button of document.querySelectorAll("[data-choose]:not([data-step])")) {
      const { choose: name, value, switch: on } = /** @type {HTMLElement} */ (button).dataset;
      button.setAttribute("aria-pressed", String((root.dataset[name] || "") === (on || value || "")));
    }
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
