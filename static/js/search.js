// The keyboard on the search page: `/` to the field, arrows through the results; Enter follows a link by itself.

const field = /** @type {HTMLInputElement} */ (document.getElementById("search-q"));
const links = () => /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll(".search-hit")]);

/** @param {number} by */
function walk(by) {
  const all = links(), place = all.findIndex((link) => link === document.activeElement);
  const next = place + by;
  if (next < 0) field.focus();
  else (all[next] || all.at(-1))?.focus();
}

document.addEventListener("keydown", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
  // Where nothing was asked yet the field has the focus: `/` leads to it there too, and no word begins with one.
  if (event.key === "/" && (target === field ? !field.value : !target?.closest("input, select, textarea"))) {
    field.focus();
    field.select();
  } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && (target === field || !target?.closest("input, select, summary"))) {
    if (!links().length) return;
    walk(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Escape" && target?.closest(".search-hit")) {
    field.focus();
  } else {
    return;
  }
  event.preventDefault();
});
