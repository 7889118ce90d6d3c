// Behaviour every page has. Pages work without it; nothing here holds a rule of the product.

document.documentElement.classList.remove("no-js");

// Menus are <details>: close on Escape and on a press elsewhere.
const closeMenus = (except) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== except) menu.open = false;
  }
};
document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details.menu[open]");
  if (open) {
    open.open = false;
    open.querySelector("summary").focus();
  }
});

// <button data-dialog="id"> opens <dialog id>; <button data-close> closes the dialog it is in.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
  event.target.closest("[data-close]")?.closest("dialog")?.close();
  const print = event.target.closest("[data-print]");
  if (print) window.print();
});

// A form is sent once: a second press while it is on its way does nothing. htmx forms look after themselves.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  form.setAttribute("aria-busy", "true");
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  }
});

// What was typed is not lost: not to a refusal that comes back as a banner (the form that was sent is filled in again, and
// the sentence stands in it), and not to a step back. Secrets and files are not kept; what is kept lives in this tab only,
// for one page, and is gone when somebody signs out.
const SENT = "sent";
const LEFT = `left ${location.pathname}`;
const WRITTEN = new Set(["text", "search", "number", "email", "url", "tel", "date", "month", "time", "textarea", "select-one"]);
const posted = () => [...document.forms].filter((form) => form.method === "post" && !form.dataset.draft);
const written = (form) => [...form.elements].filter((one) => one.name && WRITTEN.has(one.type) && !one.dataset.secret);
const typedIn = (form) => ({ action: form.action, typed: written(form).map(({ name, value }) => [name, value]) });
const changed = (form) => written(form).some((one) => one.defaultValue !== undefined && one.value !== one.defaultValue);

function refill({ action, typed }) {
  const form = posted().find((one) => one.action === action && typed.every(([name]) => one.elements[name]));
  if (!form) return null;
  for (const [name, value] of typed) form.elements[name].value = value;
  for (let fold = form.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  return form;
}

function refused(kept, refusal) {
  const form = refill(kept);
  if (form) {
    form.prepend(refusal);
    form.elements[kept.typed[0][0]].focus();
    return;
  }
  const words = kept.typed.map(([, value]) => value).sort((one, other) => other.length - one.length)[0];
  const line = document.createElement("span"); // somebody else was faster and the form is gone: the words are still here
  line.className = "pre";
  line.textContent = `\n“${words}”`;
  if (words) refusal.querySelector(".banner-body").append(line);
}

const taken = (key) => {
  const text = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  return text && JSON.parse(text);
};
document.addEventListener("submit", ({ target: form, defaultPrevented }) => {
  if (defaultPrevented || form.method !== "post") return;
  if (form.action.endsWith("/logout/")) sessionStorage.clear();
  else sessionStorage.setItem(SENT, JSON.stringify(typedIn(form)));
});
window.addEventListener("pagehide", () => {
  const open = posted().filter((form) => !form.dataset.sent && changed(form)).map(typedIn);
  if (open.length) sessionStorage.setItem(LEFT, JSON.stringify(open));
});
const [sent, left] = [taken(SENT), taken(LEFT)];
const refusal = document.querySelector("#messages .banner-danger");
// A form that came too late for its session waits behind the sign-in, and is filled in again on the page it stood on.
const OWED = "owed";
const signingIn = document.querySelector(".login, [data-owing]") !== null;
const late = sent?.typed.length && !new URL(sent.action).pathname.includes("/login/");
if (signingIn && late) sessionStorage.setItem(OWED, JSON.stringify(sent));
const owed = signingIn ? null : taken(OWED);
if (owed) refill(owed);
if (sent?.typed.length && refusal) refused(sent, refusal);
if (performance.getEntriesByType("navigation")[0]?.type === "back_forward") left?.forEach(refill);

// <button data-read-aloud="id">: speak the text of an element, where the browser can.
const speech = window.speechSynthesis;
for (const button of document.querySelectorAll("[data-read-aloud]")) {
  if (!speech) {
    button.hidden = true;
    continue;
  }
  button.addEventListener("click", () => {
    if (speech.speaking) {
      speech.cancel();
      button.setAttribute("aria-pressed", "false");
      return;
    }
    const said = new SpeechSynthesisUtterance(document.getElementById(button.dataset.readAloud).innerText);
    said.lang = document.documentElement.lang === "en" ? "en" : "zh-CN";
    said.onend = () => button.setAttribute("aria-pressed", "false");
    button.setAttribute("aria-pressed", "true");
    speech.speak(said);
  });
}

// After an htmx answer that failed, say so in words: silence looks like success.
document.addEventListener("htmx:sendError", () => say("banner-warn", document.body.dataset.offlineSentence));
document.addEventListener("htmx:beforeSwap", (event) => {
  const status = event.detail.xhr.status;
  if ([400, 403, 404, 409, 422].includes(status) && event.detail.xhr.responseText) event.detail.shouldSwap = true;
});

export function say(kind, sentence) {
  const corner = document.getElementById("toasts");
  if (!corner || !sentence) return;
  const banner = document.createElement("div");
  banner.className = `banner ${kind}`;
  banner.setAttribute("role", "status");
  banner.textContent = sentence;
  corner.replaceChildren(banner);
}
