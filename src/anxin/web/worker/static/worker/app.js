// What every worker page does beyond showing itself: keeps itself on the phone, sends what waits, keeps drafts.

import * as outbox from "./outbox.js";

if (document.cookie.includes("large_type=1")) document.documentElement.dataset.type = "large";
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/sw.js").catch(() => {});

const corner = document.getElementById("unsent");

/** Say what is still on this phone. Built by hand, because the texts come from what the worker typed. */
async function showWaiting() {
  if (!corner) return;
  const posts = await outbox.waiting().catch(() => []);
  corner.replaceChildren(...posts.map(waitingBanner));
  corner.hidden = !posts.length;
  corner.className = "stack stack-tight";
}

function waitingBanner(post) {
  const banner = document.createElement("div");
  banner.className = `banner ${post.refused ? "banner-danger" : "banner-warn"}`;
  banner.setAttribute("role", "status");
  const body = document.createElement("div");
  body.className = "banner-body";
  const said = document.createElement("p");
  const words = corner.dataset;
  said.textContent = post.refused ? `${post.title}：${post.refused}` : `${post.title}：${words.waiting}`;
  body.append(said);
  if (post.refused) body.append(discardButton(post, words.discard));
  banner.append(body);
  return banner;
}

function discardButton(post, label) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-small";
  button.textContent = label;
  button.addEventListener("click", async () => {
    await outbox.remove(post.key);
    await showWaiting();
  });
  return button;
}

async function sendWaiting() {
  const posts = await outbox.waiting().catch(() => []);
  if (!posts.length) return;
  const answers = (await outbox.flush()) ?? [];
  await showWaiting();
  const sent = answers.find((answer) => answer.state === "sent" && answer.next);
  const form = document.querySelector("form[data-outbox]:not([hidden])");
  if (sent && !(form && begun(form))) location.assign(sent.next); // another report may be half written
}

const begun = (form) =>
  [...form.elements].some((one) => one.files?.length || (kept(one) && one.value && one.value !== one.defaultValue));

window.addEventListener("online", sendWaiting);
document.addEventListener("anxin:waiting", showWaiting);
showWaiting().then(sendWaiting);

// Drafts: what is typed into <form data-draft="key"> stays on this phone until the form is sent, or for as long as
// data-draft-hours says: an accident that was never reported must not turn up in the report of the next one.
// Passwords, codes, files and signatures are never kept.
const kept = (field) => field.name && !["password", "file", "hidden", "submit"].includes(field.type) && !field.dataset.secret;

// A draft goes when its form has arrived: whoever comes here from the login was sent away with it and needs it again.
const draftSent = sessionStorage.getItem("draft-sent");
if (draftSent) {
  sessionStorage.removeItem("draft-sent");
  const cameFrom = document.referrer ? new URL(document.referrer).pathname : "";
  if (!cameFrom.startsWith("/login/")) localStorage.removeItem(draftSent);
}

for (const form of document.querySelectorAll("form[data-draft]")) {
  const place = `draft:${form.dataset.draft}`;
  const { at, ...found } = JSON.parse(localStorage.getItem(place) || "{}");
  const hours = Number(form.dataset.draftHours ?? Infinity);
  if (!at || Date.now() - at < hours * 3600_000) restore(form, found);
  form.addEventListener("input", () => {
    const values = { at: Date.now() };
    for (const field of form.elements) {
      if (!kept(field)) continue;
      if (field.type === "checkbox" || field.type === "radio") {
        if (field.checked) (values[field.name] ??= []).push(field.value);
      } else values[field.name] = [field.value];
    }
    localStorage.setItem(place, JSON.stringify(values));
  });
  form.addEventListener("submit", () => sessionStorage.setItem("draft-sent", place));
}

function restore(form, values) {
  if (form.querySelector(".field-error")) return; // the server's answer is newer than the draft
  for (const field of form.elements) {
    if (!kept(field) || !(field.name in values)) continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = values[field.name].includes(field.value);
    else if (!field.value) [field.value] = values[field.name];
  }
}

for (const form of document.querySelectorAll("form[data-leave]")) {
  form.addEventListener("submit", () => {
    for (const place of Object.keys(localStorage)) if (place.startsWith("draft:")) localStorage.removeItem(place);
    outbox.forgetFiles().catch(() => {});
  });
}

// Voice to text where the browser has it: <button data-dictate="textarea-id">.
const Recogniser = window.SpeechRecognition ?? window.webkitSpeechRecognition;
for (const button of document.querySelectorAll("[data-dictate]")) {
  if (!Recogniser) {
    button.hidden = true;
    continue;
  }
  button.addEventListener("click", () => {
    const field = document.getElementById(button.dataset.dictate);
    const listener = new Recogniser();
    listener.lang = "zh-CN";
    listener.onresult = (event) => {
      field.value += event.results[0][0].transcript;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    };
    listener.onend = () => button.setAttribute("aria-pressed", "false");
    button.setAttribute("aria-pressed", "true");
    listener.start();
  });
}
