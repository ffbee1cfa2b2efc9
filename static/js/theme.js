// Runs before the first paint, so that nobody who chose night sees a white flash. A classic script for that
// reason; it keeps two choices of this browser's reader, and nothing of anyone's work.
(function () {
  "use strict";
  const root = document.documentElement;
  const choices = { theme: ["", "light", "dark"], textSize: ["", "large"] };

  /** @param {string} name */
  function kept(name) {
    try { return localStorage.getItem("annotator-" + name) || ""; } catch { return ""; }
  }

  /** @param {string} name @param {string} value */
  function choose(name, value) {
    if (value) root.dataset[name] = value; else delete root.dataset[name];
    try { localStorage.setItem("annotator-" + name, value); } catch { /* private window: for this page only */ }
  }

  for (const name of Object.keys(choices)) {
    const value = kept(name);
    if (choices[name].includes(value)) choose(name, value);
  }
  root.dataset.script = "on";

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-choose]") : null;
    if (!(button instanceof HTMLElement)) return;
    const name = button.dataset.choose;
    if (name === "theme") {
      const night = matchMedia("(prefers-color-scheme: dark)").matches;
      const shown = root.dataset.theme || (night ? "dark" : "light");
      const wanted = shown === "dark" ? "light" : "dark";
      choose("theme", wanted === (night ? "dark" : "light") ? "" : wanted);
    } else {
      choose("textSize", root.dataset.textSize ? "" : "large");
    }
  });
})();
