// Opens what is fetched with its first use: a button names the piece of the page, the piece names its module.

document.addEventListener("click", (event) => {
  const name = event.target instanceof Element && event.target.closest("[data-uses]")?.getAttribute("data-uses");
  if (!name) return;
  event.preventDefault();
  void import(document.getElementById(name)?.dataset.module || "").then((module) => module.open());
});
