// Keeps two pages and their files on the phone: the report form and the page that says there is no network.
// Pages with personal data are never kept.

const CACHE = "anxin-{{ version }}";
const FILES = [{% for address in addresses %}
  "{{ address|escapejs }}",{% endfor %}
];

self.addEventListener("install", (event) => {
  const fresh = FILES.map((address) => new Request(address, { cache: "reload", credentials: "omit" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(fresh)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith("anxin-") && name !== CACHE);
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(old(names).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    const instead = url.pathname === "{% url 'report' %}" ? "{% url 'report-offline' %}" : "{% url 'offline' %}";
    event.respondWith(fetch(request).catch(() => caches.match(instead)));
  } else if (FILES.includes(url.pathname)) {
    event.respondWith(caches.match(url.pathname).then((kept) => kept ?? fetch(request)));
  }
});
