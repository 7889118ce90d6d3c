// From card to slip in three screens. Nothing about a person outlives his visit: it stands in `visit`, and `restart`
// throws that away. The server is asked step by step with a token that lives two minutes; without the server the kept
// list is used for an hour (offline.js).

import { digits, isIdNumber, letters, name, reader } from "./keys.js";
import { draw } from "./draw.js";
import * as offline from "./offline.js";

const settings = JSON.parse(document.body.dataset.settings);
const words = document.getElementById("words").dataset;
const at = (id) => document.getElementById(id);
const fill = (text, values) => Object.entries(values).reduce((all, [key, value]) => all.replace(key, value), text);
const IDLE_SECONDS = 30;
const WARN_SECONDS = 10;
const JOBS_A_PAGE = 4;
const TILES_A_ROW = 4;
const ZONE = "Asia/Shanghai";
const ANSWER_MS = 8000;
const REFRESH_MS = 60000;
const WISHES_MOST = 3;
const fresh = () => ({ token: "", person: {}, jobs: [], page: 0, wish: { trades: [], when: "any" }, slip: null, card: false });

let visit = fresh();
let screen = "start";
let away = false;
let snapshot = null;
let idle = 0;
let speaks = true;
let characters = {};
let trades = [];
let typedLetters = "";
let tilesFrom = 0;

// --- the server ------------------------------------------------------------------------------------------------

class Refused extends Error {}
class Away extends Error {}

async function ask(address, body) {
  let answer;
  try {
    answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": document.body.dataset.token },
      body: JSON.stringify({ ...body, token: visit.token, language: settings.language }),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
  } catch {
    throw new Away();
  }
  if (answer.status >= 502) throw new Away();
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(said.detail ?? words.broken);
  if (said.token) visit.token = said.token;
  return said;
}

async function doing(problem, work) {
  at(problem).textContent = "";
  document.body.classList.add("wait");
  const mine = visit;
  try {
    await work();
  } catch (error) {
    if (mine !== visit) return;
    if (error instanceof Away) await withoutServer(problem);
    else { at(problem).textContent = error instanceof Refused ? error.message : words.broken; say(at(problem).textContent); }
  } finally {
    document.body.classList.remove("wait");
  }
}

// --- screens ---------------------------------------------------------------------------------------------------

function go(next) {
  at(`s-${screen}`).hidden = true;
  screen = next;
  const shown = at(`s-${screen}`);
  shown.hidden = false;
  at("main").focus();
  touch();
  say(shown.dataset.say);
  if (next === "code") draw(at("code-join"), settings.join);
  if (next === "wish") showWish();
  if (next === "queue") at("queue-first").setAttribute("aria-pressed", "false");
}

function say(text) {
  if (!("speechSynthesis" in window)) return;
  speechSynthesis.cancel();
  if (!speaks || !text) return;
  const spoken = new SpeechSynthesisUtterance(text);
  spoken.lang = settings.voice;
  spoken.rate = 0.95;
  speechSynthesis.speak(spoken);
}

function voice(on) {
  speaks = on;
  at("voice").setAttribute("aria-pressed", String(on));
}

function contrast(high) {
  document.body.dataset.contrast = high ? "high" : "plain";
  at("contrast").setAttribute("aria-pressed", String(high));
}

function restart() {
  visit = fresh();
  number.clear();
  phone.clear();
  fullName.clear();
  typedLetters = "";
  tilesFrom = 0;
  voice(true);
  contrast(false);
  for (const line of document.querySelectorAll(".problem, #pick-title, #pick-missing, #print-held")) line.textContent = "";
  at("pick-jobs").replaceChildren();
  at("print-paper").replaceChildren();
  at("paper").replaceChildren();
  if (at("still").open) at("still").close();
  go("start");
}

/** The visitor goes: the page begins anew, and in the language of the hall. */
function leave() {
  if (settings.foreign) location.replace(settings.scope);
  else restart();
}

function touch() {
  idle = 0;
  showIdle();
  if (at("still").open) at("still").close();
}

function showIdle() {
  const left = Math.max(IDLE_SECONDS - idle, 0);
  at("ring").style.setProperty("stroke-dashoffset", String(100 - (left / IDLE_SECONDS) * 100));
  at("ring").classList.toggle("late", left <= WARN_SECONDS && screen !== "start");
  at("seconds").textContent = screen === "start" ? "" : fill(words.seconds, { N: left });
  at("still-seconds").textContent = String(left);
}

function second() {
  at("clock").textContent = new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: ZONE });
  if (screen === "start" && !settings.foreign) { idle = 0; showIdle(); return; }
  idle += 1;
  showIdle();
  if (idle >= IDLE_SECONDS) leave();
  else if (idle >= IDLE_SECONDS - WARN_SECONDS && screen !== "start" && !at("still").open) { at("still").showModal(); say(at("still-title").textContent); }
}

// --- screen one: who is it -----------------------------------------------------------------------------------------

const number = digits({
  keys: at("number-keys"), boxes: at("number-boxes"), length: 18, last: "X",
  changed(text) {
    const whole = isIdNumber(text);
    at("number-next").disabled = !whole;
    at("number-problem").textContent = text.length === 18 && !whole ? words.nonumber : "";
  },
});
const phone = digits({
  keys: at("phone-keys"), boxes: at("phone-boxes"), length: 11,
  changed(text) { at("phone-next").disabled = !/^1\d{10}$/.test(text); },
});
const fullName = name({
  keys: at("name-keys"), typed: at("name-typed"), spelled: at("name-spelled"), candidates: at("name-candidates"),
  characters: () => characters,
  changed(text) { at("name-next").disabled = [...text].length < 2; },
});

async function identify(problem) {
  await doing(problem, async () => {
    const said = await ask(settings.identify, { ...visit.person, card: visit.card });
    if (said.ask === "name") { go("name"); return; }
    if (said.ask === "phone") { go("phone"); return; }
    await found(said);
  });
}

async function found(said) {
  visit.name = said.name;
  if (said.ask === "wish") { go("wish"); return; }
  visit.wish.trades = said.trades;
  await match();
}

function read(text) {
  restart();
  const card = text.match(/(\d{17}[\dXx])/);
  visit.card = true;
  if (card) visit.person = { number: card[1].toUpperCase() };
  else visit.person = { code: text };
  identify(screen === "start" ? "pick-problem" : "number-problem").then(() => {
    if (screen === "start" && at("pick-problem").textContent) { number.type(card?.[1] ?? ""); go("number"); at("number-problem").textContent = at("pick-problem").textContent; }
  });
}

// --- screen two: which job -------------------------------------------------------------------------------------------

letters({
  keys: at("wish-keys"),
  typed(key) {
    tilesFrom = 0;
    typedLetters = key === "⌫" ? typedLetters.slice(0, -1) : (typedLetters + key.toLowerCase()).slice(0, 6);
    showWish();
  },
});

function tile(text, pressed, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "tile";
  made.textContent = text;
  made.setAttribute("aria-pressed", String(pressed));
  made.addEventListener("click", act);
  return made;
}

/** Whole rows only: half a tile can neither be read nor touched. */
function tilesThatFit(box) {
  const style = getComputedStyle(box);
  const [row, gap] = [parseFloat(style.gridAutoRows), parseFloat(style.rowGap)];
  return TILES_A_ROW * Math.max(Math.floor((box.clientHeight + gap) / (row + gap)), 1);
}

const named = (trade) => (settings.foreign ? trade?.english : trade?.name) ?? "";

function showWish() {
  const wish = visit.wish;
  const typed = (trade) => (settings.foreign ? trade.english.toLowerCase() : trade.initials);
  const fits = (trade) => typed(trade).includes(typedLetters);
  const order = (one, other) => typed(other).startsWith(typedLetters) - typed(one).startsWith(typedLetters);
  const all = typedLetters ? trades.filter(fits).sort(order) : trades.filter((trade) => trade.common);
  const toggle = (code) => {
    const has = wish.trades.includes(code);
    if (!has && wish.trades.length >= WISHES_MOST) { at("wish-problem").textContent = words.most; return; }
    at("wish-problem").textContent = "";
    wish.trades = has ? wish.trades.filter((one) => one !== code) : [...wish.trades, code];
    typedLetters = "";
    showWish();
  };
  // What stands around the tiles is drawn first: it decides how many of them fit.
  at("wish-when").replaceChildren(...settings.whens.map((when) => tile(when.name, wish.when === when.key, () => { wish.when = when.key; showWish(); })));
  at("wish-chosen").replaceChildren(...wish.trades.map((code) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = named(trades.find((trade) => trade.code === code));
    made.addEventListener("click", () => toggle(code));
    return made;
  }), document.createTextNode(typedLetters.toUpperCase()));
  const room = tilesThatFit(at("wish-tiles"));
  const paged = all.length > room;
  if (tilesFrom >= all.length) tilesFrom = 0;
  const shown = all.slice(tilesFrom, tilesFrom + room - (paged ? 1 : 0));
  const tiles = shown.map((trade) => tile(named(trade), wish.trades.includes(trade.code), () => toggle(trade.code)));
  const more = tile(words.more, false, () => { tilesFrom += shown.length; showWish(); });
  at("wish-tiles").replaceChildren(...tiles, ...(paged ? [more] : []));
  at("wish-next").disabled = !wish.trades.length;
}

async function match() {
  await doing(screen === "wish" ? "wish-problem" : "pick-problem", async () => {
    const said = await ask(settings.matches, { wish: visit.wish });
    visit.jobs = said.jobs;
    visit.page = 0;
    const missing = said.missing[0];
    at("pick-missing").textContent = missing?.words ?? "";
    showJobs();
    go("pick");
  });
}

function showJobs() {
  const pages = Math.max(Math.ceil(visit.jobs.length / JOBS_A_PAGE), 1);
  const title = at("pick-title").dataset;
  const named = visit.name ? `${visit.name}${settings.foreign ? ", " : "，"}` : "";
  const text = visit.jobs.length ? (named ? title.found : title.plain) : title.none;
  at("pick-title").textContent = fill(text, { "NAME ": named, COUNT: visit.jobs.length });
  at("pick-jobs").replaceChildren(...visit.jobs.slice(visit.page * JOBS_A_PAGE, (visit.page + 1) * JOBS_A_PAGE).map(jobCard));
  at("pick-jobs").hidden = !visit.jobs.length;
  at("pick-empty").hidden = Boolean(visit.jobs.length);
  at("pick-pages").hidden = pages < 2;
  at("pick-page").textContent = fill(words.page, { N: visit.page + 1, M: pages });
  at("pick-back").disabled = visit.page === 0;
  at("pick-more").disabled = visit.page >= pages - 1;
}

function jobCard(job) {
  const card = at("job").content.firstElementChild.cloneNode(true);
  const put = (css, text) => { card.querySelector(css).textContent = text; };
  put("h2", job.title);
  put(".job-when", job.when);
  put(".job-place span", job.place);
  put(".job-place b", job.distance);
  put(".job-why", job.why);
  put(".job-pay b", job.pay);
  put(".job-pay span", job.unit);
  put(".job-settle", job.settle);
  const onTheWay = job.away ? ` · ${fill(words.away, { N: job.away })}` : "";
  put(".job-left", fill(words.left, { N: job.left }) + onTheWay);
  card.querySelector("button").addEventListener("click", () => print(job));
  return card;
}

// --- screen three: the slip ------------------------------------------------------------------------------------------

async function print(job) {
  if (away) { await printAway(job); return; }
  await doing("pick-problem", async () => {
    const said = await ask(settings.slip, { post: job.id });
    visit.slip = { id: job.id, number: said.number };
    const picture = Object.assign(new Image(), { src: said.picture, alt: said.title, className: "slip-image" });
    await picture.decode();
    out(picture, fill(words.held, { TIME: said.held }));
    at("print-apply").hidden = said.applied;
  });
}

function out(paper, held) {
  at("print-paper").replaceChildren(paper);
  const copy = paper.cloneNode(true);
  const canvas = paper.querySelector?.("canvas");
  if (canvas) copy.querySelector("canvas").getContext("2d").drawImage(canvas, 0, 0);
  at("paper").replaceChildren(copy);
  at("print-held").textContent = held;
  at("print-problem").textContent = "";
  at("print-title").textContent = at("print-title").dataset.doing;
  at("print-apply").disabled = false;
  at("print-apply").hidden = away;
  at("print-more").hidden = !visit.jobs.length;
  go("print");
  setTimeout(() => {
    window.print();
    at("print-title").textContent = at("print-title").dataset.done;
  }, 300);
}

async function apply() {
  await doing("print-problem", async () => {
    await ask(settings.apply, { post: visit.slip.id });
    at("print-held").textContent = words.applied;
    at("print-apply").disabled = true;
    say(words.applied);
  });
}

function ticket(purpose) {
  doing("queue-problem", async () => {
    const first = at("queue-first").getAttribute("aria-pressed") === "true";
    const said = await ask(settings.ticket, { purpose, first });
    const paper = at("slip").content.firstElementChild.cloneNode(false);
    for (const [css, text] of [["slip-head", settings.market], ["big", said.number], ["slip-head", said.words]]) {
      const line = document.createElement("p");
      line.className = css;
      line.textContent = text;
      paper.append(line);
    }
    out(paper, fill(words.ticket, { N: said.number, M: said.ahead }));
    at("print-apply").hidden = true;
  });
}

// --- without the server ----------------------------------------------------------------------------------------------

async function withoutServer(problem) {
  away = true;
  snapshot = await offline.kept(settings.keys.snapshot).catch(() => null);
  const usable = snapshot && offline.age(snapshot, Date.now()) < settings.minutes;
  at("offline").hidden = false;
  at("offline-text").textContent = usable ? fill(words.offline, { TIME: snapshot.made }) : words.stale;
  if (!usable) { at(problem).textContent = words.stale; say(words.stale); return; }
  visit.name = "";
  if (screen === "wish" && visit.wish.trades.length) matchAway();
  else if (visit.person.number && (visit.person.name || visit.card)) go("wish");
  else if (visit.person.number) go("name");
  else go("number");
}

function matchAway() {
  const shifts = settings.whens.find((when) => when.key === visit.wish.when).shifts;
  const adult = offline.isAdult(visit.person.number, new Date());
  visit.jobs = offline.ranked(snapshot, { trades: visit.wish.trades, shifts, adult }, Date.now()).slice(0, 20);
  visit.page = 0;
  at("pick-missing").textContent = "";
  showJobs();
  go("pick");
}

async function printAway(job) {
  const count = Number(localStorage.getItem("anxin-kiosk-count") ?? "0") + 1;
  localStorage.setItem("anxin-kiosk-count", String(count));
  const slipNumber = `${settings.short}-${settings.day}-${String(count).padStart(4, "0")}`;
  const now = new Date();
  await offline.queue({ number: slipNumber, post: job.id, person: visit.person, at: now, publicKey: settings.keys.queue });
  job.left = Math.max(job.left - 1, 0);
  const paper = at("slip").content.firstElementChild.cloneNode(true);
  const values = {
    market: settings.market, number: slipNumber, title: job.title, pay: `${job.pay} ${job.unit}`, employer: `${job.employer} ${job.settle}`,
    when: job.when, place: job.place, way: job.way, contact: job.contact, warning: words.warning,
    foot: `${now.toLocaleString("zh-CN", { hour12: false, timeZone: ZONE })} · ${snapshot.version}`,
  };
  for (const part of paper.querySelectorAll("[data-f]")) part.textContent = values[part.dataset.f] ?? "";
  draw(paper.querySelector("canvas"), job.code);
  out(paper, words.warning);
}

/** A list came in; whoever is choosing a trade meanwhile sees it at once. */
function take(list) {
  trades = list.trades;
  showToday(list);
  if (screen === "wish") showWish();
}

async function refresh() {
  try {
    const answer = await fetch(settings.snapshot, { cache: "no-store", signal: AbortSignal.timeout(ANSWER_MS) });
    if (answer.status === 403) { location.reload(); return; }
    if (!answer.ok) throw new Away();
    await offline.keep(await answer.json());
    const list = await offline.kept(settings.keys.snapshot);
    if (list) take(list);
    await settle();
    away = false;
    at("offline").hidden = true;
    if (screen === "start" && list && list.day !== settings.day) location.reload(); // a new day: other days to choose from
  } catch {
    if (screen === "start") await showAway();
  } finally {
    setTimeout(refresh, REFRESH_MS);
  }
}

async function showAway() {
  away = true;
  const list = await offline.kept(settings.keys.snapshot).catch(() => null);
  if (list) take(list);
  const usable = list && offline.age(list, Date.now()) < settings.minutes;
  at("offline").hidden = false;
  at("offline-text").textContent = usable ? fill(words.offline, { TIME: list.made }) : words.stale;
}

function showToday(list) {
  at("today").textContent = fill(words.today, { POSTS: list.figures.posts, PEOPLE: list.figures.places });
  at("announcement").textContent = list.announcement;
}

async function settle() {
  const slips = await offline.queued();
  if (!slips.length) return;
  const said = await ask(settings.reconcile, { slips });
  await offline.settled(said.settled);
}

// --- joining it up ---------------------------------------------------------------------------------------------------

for (const one of document.querySelectorAll("[data-go]")) one.addEventListener("click", () => go(one.dataset.go));
at("again").addEventListener("click", leave);
at("still-here").addEventListener("click", touch);
at("number-next").addEventListener("click", () => { visit.person = { number: number.text }; visit.card = false; identify("number-problem"); });
at("name-next").addEventListener("click", () => { visit.person.name = fullName.text; identify("name-problem"); });
at("phone-next").addEventListener("click", () => { visit.person.phone = phone.text; identify("phone-problem"); });
at("wish-next").addEventListener("click", () => (away ? withoutServer("wish-problem") : match()));
at("pick-back").addEventListener("click", () => { visit.page -= 1; showJobs(); });
at("pick-more").addEventListener("click", () => { visit.page += 1; showJobs(); });
at("print-more").addEventListener("click", () => go("pick"));
at("print-apply").addEventListener("click", apply);
at("print-done").addEventListener("click", leave);
at("language").addEventListener("click", () => location.replace(settings.other));
at("queue-first").addEventListener("click", (event) => {
  const on = event.currentTarget.getAttribute("aria-pressed") !== "true";
  event.currentTarget.setAttribute("aria-pressed", String(on));
});
at("queue-tiles").append(...settings.purposes.map((one) => tile(one.name, false, () => ticket(one.key))));
at("voice").addEventListener("click", () => {
  voice(!speaks);
  say(at(`s-${screen}`).dataset.say);
});
at("contrast").addEventListener("click", () => contrast(document.body.dataset.contrast !== "high"));
document.getElementById("demo-card")?.addEventListener("click", () => read(settings.demo));
for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, touch, { capture: true });
reader(read);
fetch(settings.characters).then((answer) => answer.json()).then((table) => { characters = table; }).catch(() => {});
second();
setInterval(second, 1000);
refresh();
navigator.serviceWorker?.register(settings.worker, { scope: settings.scope }).catch(() => {});
