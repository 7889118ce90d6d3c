// Keeps the page of the kiosk and its files, so that it starts again in the hour without the server.

const CACHE = "anxin-kiosk-{{ version }}";
const FILES = [{% for address in addresses %}
  "{{ address|escapejs }}",{% endfor %}
];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith("anxin-kiosk-") && name !== CACHE);
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(old(names).map((name) => caches.delete(name))))
      .then(() => self.clients.claim())
      .then(keepOpenPages),
  );
});

/** The page that is open now came before this worker: keep it too, or the first reload without the server is blank. */
async function keepOpenPages() {
  const [cache, pages] = await Promise.all([caches.open(CACHE), self.clients.matchAll({ type: "window" })]);
  await Promise.all(pages.map((page) => cache.add(page.url).catch(() => {})));
}

const kept = async (cache, request) => (await cache.match(request)) ?? cache.match(request, { ignoreSearch: true });

async function pageOrKept(request) {
  const cache = await caches.open(CACHE);
  try {
    const fresh = await fetch(request);
    if (fresh.ok) await cache.put(request, fresh.clone());
    return fresh.ok ? fresh : ((await kept(cache, request)) ?? fresh);
  } catch {
    return (await kept(cache, request)) ?? Response.error();
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(pageOrKept(request));
  else if (FILES.includes(url.pathname)) event.respondWith(caches.match(url.pathname).then((kept) => kept ?? fetch(request)));
});
