// The only sender of annotation writes. Each goes first into this browser's own store, in order, and leaves it when
// the server has acknowledged it; every other answer keeps it, and the page says so.

import { freshen, newUid, placeConflict, reasonOf, seen, valueOf, waits } from "./entries.js";
import { stored } from "./store.js";
import { listen, paint, renewToken } from "./unsaved.js";

/**
 * @typedef {{id?: number, url: string, values: [string, string][], mark: string, owner: string, tab: string,
 *   at: number, tries: number, refused?: string, passing?: boolean, kept?: boolean}} Entry `mark`: id of the sentence
 *   it is about; `passing`: a plain no to one key, forgotten with the next; `kept`: typed on an earlier page
 * @typedef {"offline" | "late" | "busy" | "broken" | "often" | "full" | "memory" | "signed-out" | "other-person" |
 *   "forbidden" | ""} Reason
 */

const owner = document.body.dataset.actor || "";
const review = document.getElementById("workbench")?.dataset.review || "";
const tab = newUid();
const sink = /** @type {HTMLElement} */ (document.getElementById("unsaved"));
const moved = new Set();
let unsent = /** @type {Entry[]} */ ([]);
let reason = /** @type {Reason} */ ("");
let [adding, failures, timer, draining, late, saved, last] = [0, 0, 0, false, false, "", /** @type {Promise<any>} */ (Promise.resolve())];

/** Whether an answer is under way that what is typed next may depend on. */
export const isBusy = () => !reason && (adding > 0 || unsent.some(isDue));

/** Keep one write and send it as soon as may be. The answer to a conflict takes the place of the refused write.
 * @param {string} url @param {FormData} data @param {string} mark */
export async function add(url, data, mark) {
  const old = unsent.find((other) => data.get("settles") && valueOf(other, "request_key") === data.get("settles"));
  unsent = unsent.filter((other) => !other.passing);
  data.delete("csrf_token");
  data.set("request_key", newUid());
  if (seen() && !old) data.set("seen", seen());
  const values = /** @type {[string, string][]} */ ([...data].map(([name, value]) => [name, String(value)]));
  /** @type {Entry} */
  const entry = { url, values, mark: old?.mark || mark, owner, tab, at: Date.now(), tries: 0 };
  if (old?.id) entry.id = old.id;
  adding += 1;
  show();
  entry.id = Number(await stored((entries) => entries.put({ ...entry }))) || undefined;
  adding -= 1;
  unsent = old ? unsent.map((other) => other === old ? entry : other) : [...unsent, entry];
  if (isDue(entry)) show();
  else settle(null, null);
  void drain();
}

/** One request through htmx, after those under way; null where no answer came. @param {"GET" | "POST"} verb
 * @param {string} url @param {FormData} values @param {string} target @returns {Promise<XMLHttpRequest | null>} */
export function request(verb, url, values, target) {
  return last = last.then(() => ask(verb, url, values, target));
}

/** @type {typeof request} */
async function ask(verb, url, values, target) {
  let xhr = null;
  late = false;
  sink.addEventListener("htmx:afterRequest", (/** @type {any} */ event) => { xhr = event.detail.xhr; }, { once: true });
  await window.htmx.ajax(verb, url, { source: sink, target, swap: "innerHTML", values, headers: { "X-Shown": seen() } }).catch(() => {});
  return xhr;
}
sink.addEventListener("htmx:timeout", () => { late = true; });

/** Send everything, one at a time; the lock keeps two tabs from sending at once. */
async function drain() {
  clearTimeout(timer);
  if (draining) return;
  draining = true;
  for (let entry = unsent.find(isDue); entry; entry = unsent.find(isDue)) {
    const send = () => deliver(/** @type {Entry} */ (entry));
    if (!(await (navigator.locks?.request("annotator-outbox", send) ?? send()))) break;
  }
  draining = false;
}

const isDue = (/** @type {Entry} */ entry) => !entry.refused && !waits(entry, unsent);
// Its going need not reach the disk (what a crash brings back is sent again, and answered as the first time), nor is it
// waited for: a key typed between the answer and its place on the page would be lost.
const forget = (/** @type {Entry} */ entry) => entry.id && stored((entries) => entries.delete(Number(entry.id)), "relaxed");

/** Send one; say whether the next may follow. @param {Entry} entry @returns {Promise<boolean>} */
async function deliver(entry) {
  const data = freshen(entry, Boolean(entry.kept && !moved.has(entry.mark)));
  const xhr = await request("POST", entry.url, data, "#notice");
  const status = xhr?.status || 0, code = xhr?.getResponseHeader("X-Error-Code") || "", first = !entry.tries++;
  const trouble = code === "csrf" ? await renewToken(owner) : null;
  if (trouble === "" && first) return true;
  const refused = status >= 400 && status < 500 && ![401, 403, 429].includes(status);
  if (refused || (status >= 200 && status < 300)) {
    entry.refused = refused ? code || "refused" : undefined;
    entry.passing = refused && first && [409, 422].includes(status) && !["stale", "recut"].includes(code);
    if (refused) entry.values = /** @type {[string, string][]} */ ([...data]);
    else unsent = unsent.filter((other) => other !== entry);
    if (!refused || entry.passing) void forget(entry);
    else if (entry.id) void stored((entries) => entries.put({ ...entry }));
    moved.add(entry.mark);
    [reason, failures, saved] = ["", 0, refused ? "" : entry.mark];
  } else {
    reason = trouble || (status || entry.id ? reasonOf(status, late) : "memory");
    const asked = Number(xhr?.getResponseHeader("Retry-After")) || 0;
    if (status !== 401 && status !== 403) timer = window.setTimeout(drain, 1000 * Math.max(asked, Math.min(30, 2 ** failures++)));
  }
  settle(entry, xhr);
  return !reason;
}

/** Tell the page how a request ended. @param {Entry | null} entry @param {XMLHttpRequest | null} xhr */
function settle(entry, xhr) {
  placeConflict(entry);
  show();
  document.dispatchEvent(new CustomEvent("outbox:settled", { detail: { entry, xhr, status: xhr?.status || 0 } }));
}

const show = () => paint(unsent, reason, isBusy(), saved);
listen({
  unsent: () => unsent,
  async others() {
    const ids = unsent.map((entry) => entry.id);
    return Boolean((await stored((entries) => entries.getAllKeys()))?.some((id) => !ids.includes(Number(id))));
  },
  async send() {
    const trouble = await renewToken(owner);
    if (trouble) reason = trouble;
    else await drain();
    show();
  },
  async discard(key) {
    const refused = unsent.filter((entry) => entry.refused);
    const gone = key ? refused.filter((entry) => valueOf(entry, "request_key") === key) : refused.length ? refused : unsent;
    unsent = unsent.filter((entry) => !gone.includes(entry));
    if (!unsent.length) reason = "";
    await Promise.all(gone.map(forget));
    settle(null, null);
    void drain();
  },
});

// What an earlier page of this person left unsent, unless another open tab is at it or it is another review's.
navigator.locks?.request(`annotator-tab-${tab}`, () => new Promise(() => {}));
Promise.all([stored((entries) => entries.getAll()), navigator.locks?.query()]).then(([left, locks]) => {
  const open = new Set(locks?.held?.map((lock) => lock.name));
  const orphans = (left || []).filter((entry) => entry.owner === owner && entry.tab !== tab && entry.url.includes(review) && !open.has(`annotator-tab-${entry.tab}`));
  unsent.unshift(...orphans.map((entry) => ({ ...entry, tab, tries: 0, refused: undefined, passing: false, kept: true })));
  unsent.forEach((entry) => stored((entries) => entries.put({ ...entry })));
  void drain();
  show();
});
