// A menu closes with Escape, and when one goes on to something else.

for (const name of ["click", "focusin", "keydown"]) document.addEventListener(name, (event) => {
  const menu = document.querySelector(".menu[open]"), key = event instanceof KeyboardEvent ? event.key : "";
  if (!(menu instanceof HTMLDetailsElement) || (key ? key !== "Escape" : menu.contains(/** @type {Node} */ (event.target)))) return;
  menu.open = false;
  if (!key) return;
  menu.querySelector("summary")?.focus();
  event.preventDefault();
}, { capture: true }); // before the keys of the page
