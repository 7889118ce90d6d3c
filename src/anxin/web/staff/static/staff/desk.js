// Keys of the desk. j/k walk the rows of the first list, Enter opens, "." opens the move menu, "/" searches, "?" shows the keys.

const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
const rows = () => [...document.querySelectorAll("tr[data-href], [data-row]")];
let cursor = -1;

const address = (row) => row.dataset.href || row.querySelector("a[href]")?.getAttribute("href");

function walk(step) {
  const all = rows();
  if (!all.length) return;
  all[cursor]?.classList.remove("is-cursor");
  cursor = Math.min(Math.max(cursor + step, 0), all.length - 1);
  all[cursor].classList.add("is-cursor");
  all[cursor].scrollIntoView({ block: "nearest" });
  all[cursor].querySelector("a[href]")?.focus({ preventScroll: true });
}

// Up and down in an open menu.
function along(event, step) {
  const menu = event.target.closest("details.menu[open]");
  if (!menu) return false;
  const items = [...menu.querySelectorAll(".menu-list a, .menu-list button:not(:disabled)")];
  items[Math.min(Math.max(items.indexOf(document.activeElement) + step, 0), items.length - 1)]?.focus();
}

const keys = {
  ArrowDown: (event) => along(event, 1),
  ArrowUp: (event) => along(event, -1),
  j: () => walk(1),
  k: () => walk(-1),
  Enter: (event) => {
    if (event.target.closest("a, button, summary")) return false;
    const row = rows()[cursor];
    if (!row) return false;
    window.location.assign(address(row));
  },
  ".": () => {
    const menu = document.querySelector("details[data-moves]");
    if (!menu) return false;
    menu.open = true;
    menu.querySelector(".menu-list button:not(:disabled), .menu-list a")?.focus();
  },
  "/": () => document.getElementById("desk-search")?.focus(),
  "?": () => document.getElementById("keys").showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const act = keys[event.key];
  if (act && act(event) !== false) event.preventDefault();
});

// A press anywhere on a row opens it; links, buttons and check boxes in it keep their own work.
document.addEventListener("click", (event) => {
  const row = event.target.closest("tr[data-href]");
  if (row && !event.target.closest("a, button, input, label, summary") && !window.getSelection().toString()) {
    window.location.assign(row.dataset.href);
  }
});

// <input type="checkbox" data-all="name"> ticks every box of that name.
document.addEventListener("change", (event) => {
  const name = event.target.dataset.all;
  if (!name) return;
  for (const box of document.querySelectorAll(`input[type="checkbox"][name="${CSS.escape(name)}"]`)) box.checked = event.target.checked;
});
