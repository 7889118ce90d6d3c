// The outbox: form posts that wait on this phone until the network is back.
// A post is written here before it is sent and removed after the server has answered, so a phone that
// dies in between loses nothing; the client_key inside makes the server count it once.

const POSTS = "posts";
const DRAFTS = "drafts"; // photos chosen for a form that is not sent yet: a page that is loaded again has them back

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

async function store(name, mode) {
  const opening = indexedDB.open("anxin", 2);
  opening.onupgradeneeded = () => {
    const known = opening.result.objectStoreNames;
    for (const one of [POSTS, DRAFTS]) if (!known.contains(one)) opening.result.createObjectStore(one, { keyPath: "key" });
  };
  const database = await done(opening);
  database.onversionchange = () => database.close();
  return database.transaction(name, mode).objectStore(name);
}

export const put = async (post) => done((await store(POSTS, "readwrite")).put(post));
export const remove = async (key) => done((await store(POSTS, "readwrite")).delete(key));
export const waiting = async () => done((await store(POSTS, "readonly")).getAll());
export const keepFiles = async (key, files) => done((await store(DRAFTS, "readwrite")).put({ key, files, at: Date.now() }));
export const keptFiles = async (key) => done((await store(DRAFTS, "readonly")).get(key));
export const forgetFiles = async () => done((await store(DRAFTS, "readwrite")).clear());

/** A form as a post that survives the page: strings as they are, files as blobs. */
export function fromForm(form, submitter, key, title) {
  const parts = [...new FormData(form, submitter)].filter(([, value]) => !(value instanceof File) || value.size);
  return { key, title, url: new URL(form.action, location.href).pathname, parts, at: Date.now(), refused: "" };
}

const csrfToken = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";

/** Send one post. Answers {state: "sent", next} | {state: "refused", sentence} | {state: "login"} | {state: "offline"}. */
export async function send(post) {
  const body = new FormData();
  for (const [name, value] of post.parts) {
    if (name !== "csrfmiddlewaretoken") body.append(name, value);
  }
  let answer;
  try {
    answer = await fetch(post.url, {
      method: "POST",
      body,
      credentials: "same-origin",
      redirect: "manual", // to the login: followed from here, its page would be read by nobody, and what it says be lost
      headers: { Accept: "application/json", "X-CSRFToken": csrfToken() },
    });
  } catch {
    return { state: "offline" };
  }
  if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return { state: "login" };
  if (answer.status >= 500) return { state: "offline" };
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    await put({ ...post, refused: told.sentence || String(answer.status) });
    return { state: "refused", sentence: told.sentence };
  }
  await remove(post.key);
  return { state: "sent", next: told.next };
}

/** Send everything that waits, oldest first; only one page of this browser does it at a time. */
export async function flush() {
  if (!navigator.locks) return flushNow();
  return navigator.locks.request("anxin-outbox", { ifAvailable: true }, (lock) => (lock ? flushNow() : null));
}

async function flushNow() {
  const posts = (await waiting()).filter((post) => !post.refused).sort((a, b) => a.at - b.at);
  const answers = [];
  for (const post of posts) {
    const answer = await send(post);
    answers.push({ post, ...answer });
    if (answer.state === "offline" || answer.state === "login") break;
  }
  return answers;
}
