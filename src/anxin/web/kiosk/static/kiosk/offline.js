// An hour without the server. The last list of jobs is kept with the server's signature; slips printed from it stand in
// a queue until the server is back. Who took a slip is sealed for the server at once: the kiosk cannot read it again.

const STORE = "anxin-kiosk";
const bytes = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
const base64 = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));
const asked = (request) => new Promise((done, failed) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => failed(request.error);
});

function opened() {
  const request = indexedDB.open(STORE, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("kept");
    request.result.createObjectStore("queue", { keyPath: "number" });
  };
  return asked(request);
}

async function store(name, mode) {
  return (await opened()).transaction(name, mode).objectStore(name);
}

/** The signed list as the server gave it, kept as it is. */
export async function keep(signed) {
  await asked((await store("kept", "readwrite")).put(signed, "snapshot"));
}

/** The kept list, once its signature holds; null when there is none or it was changed. */
export async function kept(publicKey) {
  const signed = await asked((await store("kept", "readonly")).get("snapshot"));
  if (!signed) return null;
  const rule = { name: "ECDSA", namedCurve: "P-256" };
  const key = await crypto.subtle.importKey("spki", bytes(publicKey), rule, false, ["verify"]);
  const body = new TextEncoder().encode(signed.body);
  const good = await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, bytes(signed.signature), body);
  return good ? JSON.parse(signed.body) : null;
}

/** Whole minutes since the list was made. */
export const age = (snapshot, now) => Math.floor((now - Date.parse(snapshot.made_at)) / 60000);

async function sealed(person, publicKey) {
  const rule = { name: "ECDH", namedCurve: "P-256" };
  const theirs = await crypto.subtle.importKey("spki", bytes(publicKey), rule, false, []);
  const mine = await crypto.subtle.generateKey(rule, true, ["deriveBits"]);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, mine.privateKey, 256);
  const hashed = await crypto.subtle.digest("SHA-256", shared);
  const key = await crypto.subtle.importKey("raw", hashed, "AES-GCM", false, ["encrypt"]);
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const text = new TextEncoder().encode(JSON.stringify(person));
  const box = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, key, text);
  const point = await crypto.subtle.exportKey("spki", mine.publicKey);
  return { key: base64(point), nonce: base64(nonce), box: base64(box) };
}

/** Put a slip printed without the server in the queue. */
export async function queue({ number, post, person, at, publicKey }) {
  const slip = { number, post_id: post, at: at.toISOString(), person: await sealed(person, publicKey) };
  await asked((await store("queue", "readwrite")).put(slip));
}

/** Slips the server does not know yet. */
export async function queued() {
  return asked((await store("queue", "readonly")).getAll());
}

/** The server knows them now. */
export async function settled(numbers) {
  for (const number of numbers) await asked((await store("queue", "readwrite")).delete(number));
}

/** Whether an 18-digit ID number is that of somebody aged 18 or older; anything else is not known to be. */
export function isAdult(number, now) {
  const born = /^\d{6}(\d{4})(\d{2})(\d{2})[\dX]{4}$/.exec(number);
  return Boolean(born) && new Date(Number(born[1]) + 18, Number(born[2]) - 1, Number(born[3])) <= now;
}

/** The jobs that fit best, by the published weights where the kiosk can know them: trade, nearness, newness. */
export function ranked(snapshot, wish, now) {
  const families = new Set(wish.trades.map((code) => Math.floor(code / 100)));
  const minute = Math.floor(now / 60000);
  const weights = snapshot.weights;
  const score = (post) => {
    const trade = wish.trades.includes(post.trade) ? 1 : families.has(Math.floor(post.trade / 100)) ? 0.5 : 0;
    return weights.trade * trade + weights.near * Math.max(0, 1 - post.away_m / snapshot.radius_m);
  };
  return snapshot.posts
    .filter((post) => post.starts > minute && (post.shifts & ~wish.shifts) === 0 && !post.conditions)
    .filter((post) => !post.adult || wish.adult)
    .filter((post) => !wish.trades.length || score(post) >= weights.trade * 0.5)
    .map((post) => [score(post), post])
    .sort((one, other) => other[0] - one[0] || one[1].id - other[1].id)
    .map(([, post]) => post);
}
