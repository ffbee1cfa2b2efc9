// What is known of one unsent write.

/** @typedef {import("./outbox.js").Entry} Entry @typedef {import("./outbox.js").Reason} Reason */

/** A random uid of the server's form. */
export function newUid() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {Entry} entry @param {string} name */
export const valueOf = (entry, name) => entry.values.find((pair) => pair[0] === name)?.[1] || "";

/** Whether something refused before it is about the same sentence or annotation, or is what it would take back.
 * @param {Entry} entry @param {Entry[]} unsent */
export function waits(entry, unsent) {
  const all = /\/(undo|redo|rest)$/.test(entry.url), focus = valueOf(entry, "focus");
  return unsent.slice(0, unsent.indexOf(entry)).some((other) => other.refused && !other.passing &&
    (all || other.mark === entry.mark || (focus && valueOf(other, "focus") === focus)));
}

/** The last action that the page shows. */
export const seen = () => document.getElementById("progress")?.dataset.seen || "";

/** What is sent: versions as the page shows them now; as they were typed where that was another page, or where it
 * answers a conflict. @param {Entry} entry @param {boolean} asTyped */
export function freshen(entry, asTyped) {
  const data = new FormData();
  entry.values.forEach(([name, value]) => data.append(name, value));
  // Its sentence has another number by now where the article was cut anew.
  entry.mark = document.querySelector(`.sentence[data-start="${data.get("sentence_start")}"]`)?.id || entry.mark;
  if (asTyped || data.has("settle")) return data;
  const focused = document.getElementById(`an-${data.get("focus")}`) || document.getElementById(`card-${data.get("focus")}`);
  if (focused?.dataset.version) data.set("version", focused.dataset.version);
  if (data.has("shown")) data.set("shown", document.getElementById(entry.mark)?.dataset.state || "");
  if (seen()) data.set("seen", seen());
  return data;
}

/** Why a write was not answered with yes or no. @param {number} status @param {boolean} late @returns {Reason} */
export function reasonOf(status, late) {
  const words = /** @type {Record<number, Reason>} */ ({ 401: "signed-out", 403: "forbidden", 429: "often", 503: "busy", 507: "full" });
  return words[status] || (status ? "broken" : late ? "late" : "offline");
}

/** Put both versions, which came with a refusal, at their sentence; open where one is. @param {Entry | null} entry */
export function placeConflict(entry) {
  const view = document.querySelector("#notice .conflict"), mark = document.getElementById(entry?.mark || "");
  if (!mark) return view?.remove();
  if (!(view instanceof HTMLDetailsElement)) return;
  mark.after(view);
  const bar = document.getElementById("bar");
  view.open = bar instanceof HTMLFormElement && bar.action.endsWith(`/${mark.dataset.ordinal}`);
}
