// Other windows at the same review: a page that comes into view again learns what has changed meanwhile, before keys
// act on it.

import { seen } from "./entries.js";
import { request } from "./outbox.js";

const main = /** @type {HTMLElement} */ (document.getElementById("workbench"));
let looking = false;

/** Whether the page is just learning what changed. */
export const isLooking = () => looking;

/** Ask for what changed since the last action that the page shows. */
async function look() {
  if (looking || document.hidden || !main.dataset.changes) return;
  looking = true;
  const since = new FormData();
  since.set("seen", seen());
  const xhr = await request("GET", main.dataset.changes, since, "#notice");
  looking = false;
  document.dispatchEvent(new CustomEvent("outbox:settled", { detail: { entry: null, xhr, status: xhr?.status || 0 } }));
}

addEventListener("pageshow", (event) => event.persisted && void look());
addEventListener("focus", look);
document.addEventListener("visibilitychange", look);
