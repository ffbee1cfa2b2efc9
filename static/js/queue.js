// The keyboard in the queue of what to check: arrows walk, `c` clicks the button of the item one is at.

const ways = () => /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll(".star-way")]);

document.addEventListener("keydown", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing || target?.closest("input, select, textarea")) return;
  const item = target?.closest(".star-item"), all = ways();
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const place = all.findIndex((way) => item?.contains(way));
    const next = event.key === "ArrowDown" ? place + 1 : Math.max(0, place - 1);
    (all[next] || all.at(-1))?.focus();
  } else if (event.key === "c") {
    /** @type {HTMLButtonElement | null | undefined} */ (item?.querySelector("button[data-key=c]"))?.click();
  } else {
    return;
  }
  event.preventDefault();
});

// Back from marking one: the first that is left has the focus.
if (location.hash === "#queue") ways()[0]?.focus();
