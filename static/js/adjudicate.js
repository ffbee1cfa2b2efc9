// The page of adjudication: keys click the button, link or choice that shows them; what is decided goes through the
// outbox, as every act on a review does, and its answer takes the place of what there was to settle.

import { forget, listen, resume } from "./keys.js";
import { add, isBusy } from "./outbox.js";

const desk = () => /** @type {HTMLElement} */ (document.getElementById("adjudicated"));
const page = { isBusy, move: () => false };

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches("[data-outbox]")) return;
  event.preventDefault();
  void add(form.action, new FormData(form, event.submitter), "adjudicated");
  // A second press means what comes then, not the same again.
  for (const other of desk().querySelectorAll("form")) other.inert = true;
});

document.addEventListener("outbox:settled", (event) => {
  const { entry, status } = /** @type {CustomEvent} */ (event).detail;
  const onward = document.getElementById("go-on");
  if (onward instanceof HTMLAnchorElement) return onward.click();
  const answered = status === 0 ? !isBusy() && !entry : status < 500 && ![401, 403, 429].includes(status);
  if (answered) for (const form of desk().querySelectorAll("form")) form.inert = false;
  if (entry && status >= 200 && status < 300) history.replaceState(null, "", location.pathname);
  else if (entry) forget();
  if (!document.activeElement || document.activeElement === document.body) document.getElementById("item-title")?.focus({ preventScroll: true });
  resume(page);
});

listen(page, Boolean(document.getElementById("adjudication")?.hasAttribute("data-needs-alt")));
