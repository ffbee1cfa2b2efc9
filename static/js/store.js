// This browser's own store (IndexedDB), where unsent writes outlast the page.

/** Null where the browser keeps nothing. @type {Promise<IDBDatabase | null>} */
const database = new Promise((resolve) => {
  setTimeout(resolve, 2000, null);
  const opening = globalThis.indexedDB?.open("annotator", 1);
  if (!opening) return resolve(null);
  opening.onupgradeneeded = () => opening.result.createObjectStore("outbox", { keyPath: "id", autoIncrement: true });
  opening.onsuccess = () => resolve(opening.result);
  opening.onerror = () => resolve(null);
}).catch(() => null);

/** @template T @param {(entries: IDBObjectStore) => IDBRequest<T>} ask @param {IDBTransactionDurability} durability
 * @returns {Promise<T | null>} */
export async function stored(ask, durability = "strict") {
  const opened = await database;
  return opened && new Promise((resolve) => {
    const transaction = opened.transaction("outbox", "readwrite", { durability });
    const asking = ask(transaction.objectStore("outbox"));
    transaction.oncomplete = () => resolve(asking.result);
    transaction.onabort = () => resolve(null);
  });
}
