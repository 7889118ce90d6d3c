// The wall of unpaid wages. The board is drawn by the server and fetched again every minute; when the server is away
// the last board stays, and the line at the foot says from when it is. Nothing scrolls, nothing blinks.

const REFRESH_SECONDS = 60;
const ANSWER_SECONDS = 8;

const at = (id) => document.getElementById(id);

function showClock() {
  const now = new Date();
  at("clock").textContent = now.toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" });
  at("day").textContent = now.toLocaleDateString("zh-CN", { month: "long", day: "numeric", weekday: "short", timeZone: "Asia/Shanghai" });
}

function say(fresh) {
  const state = at("state");
  state.classList.toggle("old", !fresh);
  state.textContent = (fresh ? state.dataset.fresh : state.dataset.old).replace("TIME", at("board").dataset.made);
}

async function refresh() {
  try {
    const answer = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(ANSWER_SECONDS * 1000) });
    if (!answer.ok) throw new Error(String(answer.status));
    const board = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("board");
    if (!board) throw new Error("no board");
    at("board").replaceWith(board);
    say(true);
  } catch {
    say(false);
  }
}

showClock();
say(true);
setInterval(showClock, 5000);
setInterval(refresh, REFRESH_SECONDS * 1000);
