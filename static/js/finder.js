// Opens the bar that finds words in the article; what it does is fetched with its first use.

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element && event.target.closest("[data-finds]"))) return;
  event.preventDefault();
  const form = /** @type {HTMLElement} */ (document.getElementById("find"));
  void import(form.dataset.module || "").then((find) => find.open());
});
