// The wall. Five rows are made once and filled again and again, so that a week of pages needs no more memory than
// the first. The last state is kept in the browser: a reload without the server shows it too.

const ROWS = 5;
const PAGE_SECONDS = 12;
const SAY_SECONDS = 9;
const REFRESH_SECONDS = 10;
const ANSWER_SECONDS = 8;
const TURN_MS = 450;
const DOTS_MOST = 8;
const OLD_AFTER_SECONDS = 45;

const at = (id) => document.getElementById(id);
const words = at("words").dataset;
const language = document.documentElement.lang === "en" ? "en-GB" : "zh-CN";
const { feed, keep, worker, scope } = document.body.dataset;
const fill = (text, values) => Object.entries(values).reduce((all, [key, value]) => all.replace(key, value), text);

let state = null;
let fetchedAt = 0;
let page = 0;
let said = 0;

const rows = Array.from({ length: ROWS }, () => {
  const row = at("row").content.firstElementChild.cloneNode(true);
  const dots = row.querySelector("ul");
  for (let n = 0; n < DOTS_MOST; n += 1) dots.append(document.createElement("li"));
  at("rows").append(row);
  return row;
});

export function draw(canvas, code) {
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  if (!code) return;
  const [side, hex] = [Number(code.split(":")[0]), code.split(":")[1]];
  const dark = (n) => (parseInt(hex[n >> 2], 16) >> (3 - (n & 3))) & 1;
  const step = Math.floor(canvas.width / (side + 4));
  const edge = Math.floor((canvas.width - step * side) / 2);
  context.fillStyle = "#06120e";
  for (let n = 0; n < side * side; n += 1) {
    if (dark(n)) context.fillRect(edge + (n % side) * step, edge + Math.floor(n / side) * step, step, step);
  }
}

function pages() {
  return (state?.groups ?? []).flatMap((group) => {
    const parts = Math.ceil(group.posts.length / ROWS);
    return Array.from({ length: parts }, (_, part) => ({
      group, part, parts, posts: group.posts.slice(part * ROWS, (part + 1) * ROWS),
    }));
  });
}

function showRow(row, post) {
  row.classList.toggle("blank", !post);
  if (!post) return;
  const put = (selector, text) => { row.querySelector(selector).textContent = text; };
  put("h3", post.title);
  put(".where", post.where);
  put(".more", post.more);
  put(".pay b", post.pay);
  put(".pay span", post.unit);
  put(".pay small", post.settle);
  put(".left p", fill(words.left, { PEOPLE: post.left }));
  const shown = Math.min(post.wanted, DOTS_MOST);
  const open = Math.max(1, Math.round((post.left / post.wanted) * shown));
  [...row.querySelector("ul").children].forEach((dot, n) => {
    dot.hidden = n >= shown;
    dot.className = n < open ? "" : "gone";
  });
  draw(row.querySelector("canvas"), post.code);
}

function showDots(all, now) {
  const dots = at("pages");
  const wanted = now ? now.parts : 0;
  while (dots.children.length > wanted) dots.lastElementChild.remove();
  while (dots.children.length < wanted) dots.append(document.createElement("li"));
  [...dots.children].forEach((dot, n) => { dot.className = now && n === now.part ? "on" : ""; });
}

function showPage() {
  const all = pages();
  page = all.length ? page % all.length : 0;
  const now = all[page];
  at("empty").hidden = Boolean(now) || !state;
  at("rows").hidden = !now;
  at("group").textContent = now ? now.group.name : "";
  at("count").textContent = now ? fill(words.count, { POSTS: now.group.count, PEOPLE: now.group.people }) : "";
  rows.forEach((row, n) => showRow(row, now?.posts[n]));
  showDots(all, now);
}

function turn() {
  if (pages().length < 2) return;
  document.body.classList.add("turning");
  setTimeout(() => {
    page += 1;
    showPage();
    document.body.classList.remove("turning");
  }, TURN_MS);
}

function showList(list, entries, make) {
  while (list.children.length > entries.length) list.lastElementChild.remove();
  entries.forEach((entry, n) => {
    const item = list.children[n] ?? list.appendChild(make());
    [...item.children].forEach((part, k) => { part.textContent = entry[k]; });
  });
}

function parts(outer, ...inner) {
  return () => {
    const item = document.createElement(outer);
    inner.forEach((name) => item.append(document.createElement(name)));
    return item;
  };
}

function showSide() {
  showList(at("figures"), state.figures.map((one) => [one.name, one.value]), parts("div", "dt", "dd"));
  showList(at("called"), state.called.slice(0, 3).map((one) => [one.number, one.window]), parts("li", "b", "span"));
  at("calling").hidden = !state.called.length;
  at("waiting").textContent = state.waiting ? fill(words.waiting, { PEOPLE: state.waiting }) : "";
  draw(at("join"), state.join);
}

function say() {
  const all = state?.announcements ?? [];
  const line = at("say");
  if (all.length < 2) { line.textContent = all[0] ?? ""; return; }
  line.classList.add("turning");
  setTimeout(() => {
    said = (said + 1) % all.length;
    line.textContent = all[said];
    line.classList.remove("turning");
  }, TURN_MS);
}

function tick() {
  const now = new Date();
  at("clock").textContent = now.toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" });
  at("day").textContent = now.toLocaleDateString(language, { month: "long", day: "numeric", weekday: "short", timeZone: "Asia/Shanghai" });
  const line = at("state");
  const old = state && Date.now() - fetchedAt > OLD_AFTER_SECONDS * 1000;
  line.classList.toggle("old", Boolean(old));
  const text = state ? (old ? line.dataset.old : line.dataset.fresh) : line.dataset.first;
  line.textContent = fill(text, { TIME: state?.made ?? "" });
}

function take(fresh) {
  state = fresh;
  at("market").textContent = state.market;
  showPage();
  showSide();
  if (!at("say").textContent) say();
}

async function refresh() {
  try {
    const answer = await fetch(feed, { cache: "no-store", signal: AbortSignal.timeout(ANSWER_SECONDS * 1000) });
    if (!answer.ok) throw new Error(String(answer.status));
    const text = await answer.text();
    take(JSON.parse(text));
    fetchedAt = Date.now();
    localStorage.setItem(keep, text);
  } catch {
    // The last state stays on the wall; the line below says from when it is.
  }
  tick();
  setTimeout(refresh, REFRESH_SECONDS * 1000);
}

const kept = localStorage.getItem(keep);
if (kept) {
  try { take(JSON.parse(kept)); } catch { localStorage.removeItem(keep); }
}
tick();
refresh();
setInterval(tick, 1000);
setInterval(turn, PAGE_SECONDS * 1000);
setInterval(say, SAY_SECONDS * 1000);
navigator.serviceWorker?.register(worker, { scope }).catch(() => {});
