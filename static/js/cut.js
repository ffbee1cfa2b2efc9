// Learns that the article was cut anew: every answer to an act says upon which cut it stands.

import { current, fill, go, mark, put } from "./reading.js";

const watch = () => document.getElementById("cut");

document.addEventListener("htmx:load", async ({ target }) => {
  const piece = /** @type {HTMLElement} */ (target), news = piece.id === "cut" && piece.querySelector("template");
  if (!news) return;
  (await import(piece.dataset.module || "")).replace(piece, news, { current, fill, go, mark, put });
  news.remove();
});
document.addEventListener("outbox:settled", (event) => {
  const { xhr } = /** @type {CustomEvent} */ (event).detail, number = xhr?.getResponseHeader("X-Cut");
  if ((number && number !== watch()?.dataset.number) || xhr?.getResponseHeader("X-Error-Code") === "recut") watch()?.dispatchEvent(new Event("recut"));
});
