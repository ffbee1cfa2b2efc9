// The only sender of annotation writes. Each goes first into this browser's own store (IndexedDB), in order,
// and leaves it when the server has acknowledged it; every other answer keeps it, and the page says so.

import { listen, paint, renewToken } from "./unsaved.js";

/**
 * @typedef {{id?: number, url: string, values: [string, string][], mark: string, owner: string, tab: string,
 *   at: number, tries: number, refused?: string, passing?: boolean}} Entry `mark`: id of the sentence it is about;
 *   `passing`: a plain no to one key, forgotten with the next
 * @typedef {"offline" | "busy" | "memory" | "signed-out" | "other-person" | "forbidden" | ""} Reason
 */

const owner = document.body.dataset.actor || "";
const tab = newUid();
const sink = /** @type {HTMLElement} */ (document.getElementById("unsaved"));
let unsent = /** @type {Entry[]} */ ([]);
let reason = /** @type {Reason} */ ("");
let [awaited, failures, timer, draining] = [0, 0, 0, false];

/** Where entries outlast the page; null where the browser keeps nothing. @type {Promise<IDBDatabase | null>} */
const database = new Promise((resolve) => {
  setTimeout(resolve, 2000, null);
  const opening = globalThis.indexedDB?.open("annotator", 1);
  if (!opening) return resolve(null);
  opening.onupgradeneeded = () => opening.result.createObjectStore("outbox", { keyPath: "id", autoIncrement: true });
  opening.onsuccess = () => resolve(opening.result);
  opening.onerror = () => resolve(null);
}).catch(() => null);

/** @template T @param {(entries: IDBObjectStore) => IDBRequest<T>} ask @returns {Promise<T | null>} */
async function stored(ask) {
  const opened = await database;
  return opened && new Promise((resolve) => {
    const transaction = opened.transaction("outbox", "readwrite", { durability: "strict" });
    const asking = ask(transaction.objectStore("outbox"));
    transaction.oncomplete = () => resolve(asking.result);
    transaction.onabort = () => resolve(null);
  });
}

/** A random uid of the server's form. */
export function newUid() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Whether an answer is under way that what is typed next may depend on. */
export const isBusy = () => awaited > 0 && !reason;

/** Keep one write and send it as soon as may be. @param {string} url @param {FormData} data @param {string} mark */
export async function add(url, data, mark) {
  data.delete("csrf_token");
  data.set("request_key", newUid());
  const values = /** @type {[string, string][]} */ ([...data].map(([name, value]) => [name, String(value)]));
  /** @type {Entry} */
  const entry = { url, values, mark, owner, tab, at: Date.now(), tries: 0 };
  unsent = unsent.filter((other) => !other.passing);
  awaited += 1;
  show();
  entry.id = Number(await stored((entries) => entries.add({ ...entry }))) || undefined;
  unsent.push(entry);
  show();
  void drain();
}

/** One request through htmx; null where no answer came. @param {"GET" | "POST"} verb @param {string} url
 * @param {FormData} values @param {string} target @returns {Promise<XMLHttpRequest | null>} */
export async function request(verb, url, values, target) {
  let xhr = null;
  sink.addEventListener("htmx:afterRequest", (/** @type {any} */ event) => { xhr = event.detail.xhr; }, { once: true });
  await window.htmx.ajax(verb, url, { source: sink, target, swap: "innerHTML", values }).catch(() => {});
  return xhr;
}

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

const isDue = (/** @type {Entry} */ entry) => !entry.refused;
const forget = (/** @type {Entry} */ entry) => entry.id && stored((entries) => entries.delete(Number(entry.id)));

/** Send one; say whether the next may follow. @param {Entry} entry @returns {Promise<boolean>} */
async function deliver(entry) {
  const data = new FormData();
  entry.values.forEach(([name, value]) => data.append(name, value));
  const focused = document.getElementById(`an-${data.get("focus")}`) || document.getElementById(`card-${data.get("focus")}`);
  if (focused?.dataset.version) data.set("version", focused.dataset.version);
  if (data.has("shown")) data.set("shown", document.getElementById(entry.mark)?.dataset.state || "");
  const xhr = await request("POST", entry.url, data, "#notice");
  const status = xhr?.status || 0, code = xhr?.getResponseHeader("X-Error-Code") || "", first = !entry.tries++;
  const trouble = code === "csrf" ? await renewToken(owner) : null;
  if (trouble === "" && first) return true;
  const refused = status >= 400 && status < 500 && ![401, 403, 429].includes(status);
  if (refused || (status >= 200 && status < 300)) {
    entry.refused = refused ? code || "refused" : undefined;
    entry.passing = refused && first && [409, 422].includes(status) && code !== "stale";
    if (!refused) unsent = unsent.filter((other) => other !== entry);
    if (!refused || entry.passing) await forget(entry);
    [reason, failures, awaited] = ["", 0, Math.max(0, awaited - 1)];
  } else {
    reason = trouble || (status === 401 ? "signed-out" : status === 403 ? "forbidden" : status ? "busy" : entry.id ? "offline" : "memory");
    const asked = Number(xhr?.getResponseHeader("Retry-After")) || 0;
    if (status !== 401 && status !== 403) timer = window.setTimeout(drain, 1000 * Math.max(asked, Math.min(30, 2 ** failures++)));
  }
  settle(entry, xhr);
  return !reason;
}

/** Tell the page how a request ended. @param {Entry | null} entry @param {XMLHttpRequest | null} xhr */
function settle(entry, xhr) {
  show();
  document.dispatchEvent(new CustomEvent("outbox:settled", { detail: { entry, xhr, status: xhr?.status || 0 } }));
}

const show = () => paint(unsent, reason, awaited > 0);
listen({
  unsent: () => unsent,
  async send() {
    const trouble = await renewToken(owner);
    if (trouble) reason = trouble;
    else await drain();
    show();
  },
  async discard() {
    const gone = unsent.some((entry) => entry.refused) ? unsent.filter((entry) => entry.refused) : unsent;
    unsent = unsent.filter((entry) => !gone.includes(entry));
    [awaited, reason] = [unsent.filter(isDue).length, unsent.length ? reason : ""];
    await Promise.all(gone.map(forget));
    settle(null, null);
  },
});

// What an earlier page of this person left unsent, unless another open tab is at it.
navigator.locks?.request(`annotator-tab-${tab}`, () => new Promise(() => {}));
Promise.all([stored((entries) => entries.getAll()), navigator.locks?.query()]).then(([left, locks]) => {
  const open = new Set(locks?.held?.map((lock) => lock.name));
  const orphans = (left || []).filter((entry) => entry.owner === owner && entry.tab !== tab && !open.has(`annotator-tab-${entry.tab}`));
  unsent.unshift(...orphans.map((entry) => ({ ...entry, tab, refused: undefined, passing: false })));
  awaited += orphans.length;
  unsent.forEach((entry) => stored((entries) => entries.put({ ...entry })));
  void drain();
  show();
});
