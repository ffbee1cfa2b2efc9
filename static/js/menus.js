// A menu closes with Escape, and when one goes on to something else; not while a dialog asks about what was chosen in it.
// Heard before the keys of the page, and before a click closes the dialog.
for (const name of ["click", "focusin", "keydown"]) document.addEventListener(name, (event) => {
  const menu = document.querySelector(".menu[open]"), key = event instanceof KeyboardEvent ? event.key : "";
  if (!(menu instanceof HTMLDetailsElement) || document.querySelector("dialog[open]")) return;
  if (key ? key !== "Escape" : menu.contains(/** @type {Node} */ (event.target))) return;
  menu.open = false;
  if (!key) return;
  menu.querySelector("summary")?.focus();
  event.preventDefault();
}, { capture: true });
