// The report in two taps. Without this file the page is one long form that works the same.

import * as outbox from "./outbox.js";

const form = document.querySelector("form[data-outbox]");
const parts = [...form.querySelectorAll("[data-tap]")];
const words = form.dataset;
const key = form.elements.client_key;
if (!key.value) key.value = crypto.randomUUID();

// --- one question per screen; "back" on the phone goes to the question before, with everything still there
function show(number) {
  parts.forEach((part, index) => {
    part.hidden = index !== number;
  });
  document.querySelectorAll(".taps li").forEach((dot, index) => dot.classList.toggle("is-done", index <= number));
  const said = document.querySelector(".taps p");
  if (said) said.textContent = `${number + 1} / ${parts.length}`;
}

function open(number) {
  show(number);
  parts[number].querySelector("h1")?.focus();
  window.scrollTo(0, 0);
}

const first = history.state?.tap ?? 0; // a page that is loaded again opens where it was
show(first);
history.replaceState({ tap: first }, "");
window.addEventListener("popstate", (event) => open(event.state?.tap ?? 0));
form.querySelector("[data-next]").addEventListener("click", () => {
  const bad = [...parts[0].querySelectorAll("input, select, textarea")].find((field) => !field.checkValidity());
  if (bad) {
    bad.reportValidity();
    return;
  }
  history.pushState({ tap: 1 }, "");
  open(1);
});

// --- when: "now" needs no clock; "earlier" shows one and asks again which order it was
const earlier = form.querySelector("[data-earlier]");
const whenField = form.elements.happened_at;
const isEarlier = () => form.querySelector("input[name=when]:checked")?.value === "earlier";
const toggleEarlier = () => {
  earlier.hidden = !isEarlier();
  whenField.required = isEarlier();
};
form.addEventListener("change", (event) => {
  if (event.target.name === "when") toggleEarlier();
});
toggleEarlier();

// --- where: the device position, only when asked or already allowed
const here = form.querySelector("[data-here]");
const hereSaid = form.querySelector("[data-here-said]");
function locate() {
  hereSaid.textContent = words.locating;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      form.elements.latitude.value = coords.latitude.toFixed(6);
      form.elements.longitude.value = coords.longitude.toFixed(6);
      hereSaid.textContent = words.located;
    },
    () => {
      hereSaid.textContent = words.notLocated;
    },
    { enableHighAccuracy: true, timeout: 8000, maximumAge: 60000 },
  );
}
if (here && navigator.geolocation) {
  here.addEventListener("click", locate);
  navigator.permissions?.query({ name: "geolocation" }).then((status) => {
    if (status.state === "granted") locate();
  });
} else if (here) here.hidden = true;

// --- photos: shown at once, each can be taken out again
const photos = form.elements.photos;
const tray = form.querySelector("[data-tray]");
let chosen = [];
const DRAFT = words.draft;
function showPhotos() {
  const list = new DataTransfer();
  chosen.forEach((file) => list.items.add(file));
  photos.files = list.files;
  tray.replaceChildren(...chosen.map(photoFigure));
}
function photoFigure(file, index) {
  const figure = document.createElement("figure");
  const image = document.createElement("img");
  image.className = "thumb";
  image.alt = file.name;
  image.src = URL.createObjectURL(file);
  image.onload = () => URL.revokeObjectURL(image.src);
  image.onerror = () => image.replaceWith(unshown(file)); // what a camera writes is not always what a browser shows
  const out = document.createElement("button");
  out.type = "button";
  out.textContent = "×";
  out.setAttribute("aria-label", words.takeOut);
  out.addEventListener("click", () => {
    chosen.splice(index, 1);
    photosChanged();
  });
  figure.append(image, out);
  return figure;
}
function unshown(file) {
  const name = document.createElement("span");
  name.className = "thumb thumb-name";
  name.textContent = file.name;
  return name;
}
photos.addEventListener("change", () => {
  const names = new Set(chosen.map((file) => `${file.name}:${file.size}`));
  chosen.push(...[...photos.files].filter((file) => !names.has(`${file.name}:${file.size}`)));
  photosChanged();
});
function photosChanged() {
  showPhotos();
  outbox.keepFiles(DRAFT, chosen).catch(() => {});
}
outbox.keptFiles(DRAFT).then((kept) => {
  if (!kept || chosen.length || Date.now() - kept.at > Number(words.draftHours) * 3600_000) return;
  chosen = kept.files;
  showPhotos();
}, () => {});

// --- sending: first onto the phone, then to the server
let sending = false;
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (sending) return;
  sending = true;
  form.setAttribute("aria-busy", "true");
  if (!isEarlier()) form.elements.tapped_at.value = new Date().toISOString();
  const post = outbox.fromForm(form, event.submitter, key.value, words.title);
  await outbox.put(post).then(forgetDraft).catch(() => {});
  const answer = await outbox.send(post);
  if (answer.state === "sent") {
    location.assign(answer.next);
    return;
  }
  sending = false;
  form.removeAttribute("aria-busy");
  delete form.dataset.sent;
  if (answer.state === "refused") {
    await outbox.remove(post.key);
    problem(answer.sentence);
  } else if (answer.state === "login") {
    location.assign(words.login);
  } else {
    form.hidden = true;
    document.querySelector(".taps")?.setAttribute("hidden", "");
    document.getElementById("kept").hidden = false;
    document.getElementById("kept").querySelector("h1").focus();
    document.dispatchEvent(new Event("anxin:waiting"));
  }
});

// What the outbox has is no draft any more: nobody may report it a second time from a form that is filled in again.
function forgetDraft() {
  localStorage.removeItem(`draft:${DRAFT}`);
  return outbox.forgetFiles();
}

function problem(sentence) {
  const place = document.getElementById("problem");
  place.hidden = false;
  place.querySelector("p").textContent = sentence;
  place.scrollIntoView({ block: "center" });
}
