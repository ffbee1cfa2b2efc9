// Opens what is fetched with its first use: a button names the piece of the page, the piece names its module.

const main = /** @type {HTMLElement} */ (document.getElementById("workbench"));
let opening = false;

/** Whether something is being opened that what is typed next may be meant for. */
export const isOpening = () => opening;

document.addEventListener("click", async (event) => {
  const name = event.target instanceof Element && event.target.closest("[data-uses]")?.getAttribute("data-uses");
  if (!name) return;
  event.preventDefault();
  opening = true;
  const module = await import(document.getElementById(name)?.dataset.module || "").catch(() => null);
  opening = false;
  module?.open();
  main.dispatchEvent(new CustomEvent("finder:opened", { detail: !module }));
});
