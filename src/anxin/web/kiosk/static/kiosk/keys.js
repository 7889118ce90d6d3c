// Large keypads: digits for numbers, letters for pinyin. They know nothing of what is done with what is typed.

const words = document.getElementById("words").dataset;
const button = (text, css) => {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  if (css) made.className = css;
  return made;
};

/** Digits into boxes. Returns { text, clear, type }. */
export function digits({ keys, boxes, length, last, changed }) {
  let text = "";
  const show = () => {
    boxes.replaceChildren(...Array.from({ length }, (_, n) => {
      const box = document.createElement("span");
      box.textContent = text[n] ?? "";
      if (n === text.length) box.className = "here";
      return box;
    }));
    changed(text);
  };
  const press = (key) => {
    if (key === "⌫") text = text.slice(0, -1);
    else if (text.length < length) text += key;
    show();
  };
  for (const key of ["1", "2", "3", "4", "5", "6", "7", "8", "9", last ?? words.clear, "0", "⌫"]) {
    const made = button(key, key === "⌫" || key === words.clear ? "quiet" : "");
    made.setAttribute("aria-label", key === "⌫" ? words.back : key);
    made.addEventListener("click", () => { if (key === words.clear) { text = ""; show(); } else press(key); });
    keys.append(made);
  }
  show();
  return {
    get text() { return text; },
    clear() { text = ""; show(); },
    type(value) { text = value.slice(0, length); show(); },
  };
}

/** Letters; ``typed`` gets each letter, or "⌫". */
export function letters({ keys, typed }) {
  for (const key of [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ", "⌫"]) {
    const made = button(key, key === "⌫" ? "quiet" : "");
    if (key === "⌫") made.setAttribute("aria-label", words.back);
    made.addEventListener("click", () => typed(key));
    keys.append(made);
  }
}

/** A name by pinyin: letters give characters to choose from. Returns { text, clear }. */
export function name({ keys, typed, spelled, candidates, characters, changed }) {
  let text = "";
  let letterRow = "";
  let from = 0;
  const shown = 31;
  const show = () => {
    typed.textContent = text || typed.dataset.empty;
    typed.classList.toggle("blank", !text);
    spelled.textContent = letterRow;
    const table = characters();
    const exact = table[letterRow] ?? "";
    const longer = letterRow ? Object.keys(table).filter((one) => one !== letterRow && one.startsWith(letterRow)) : [];
    const all = letterRow ? [...new Set([...exact, ...longer.flatMap((one) => [...table[one]])])] : ["·"];
    if (from >= all.length) from = 0;
    candidates.replaceChildren(...all.slice(from, from + shown).map((character) => {
      const made = button(character);
      made.addEventListener("click", () => { text += character; letterRow = ""; from = 0; show(); });
      return made;
    }));
    if (all.length > shown) {
      const more = button(words.more, "quiet");
      more.addEventListener("click", () => { from += shown; show(); });
      candidates.append(more);
    }
    changed(text);
  };
  letters({
    keys,
    typed(key) {
      from = 0;
      if (key !== "⌫") letterRow = (letterRow + key.toLowerCase()).slice(0, 6);
      else if (letterRow) letterRow = letterRow.slice(0, -1);
      else text = [...text].slice(0, -1).join("");
      show();
    },
  });
  show();
  return {
    get text() { return text; },
    clear() { text = ""; letterRow = ""; from = 0; show(); },
  };
}

/** What a card or code reader types: a fast burst that ends with Enter. */
export function reader(got) {
  const pauseMs = 80;
  let text = "";
  let last = 0;
  addEventListener("keydown", (event) => {
    const now = performance.now();
    if (now - last > pauseMs) text = "";
    last = now;
    if (event.key === "Enter") {
      const read = text;
      text = "";
      if (read.length >= 15) { event.preventDefault(); got(read); }
    } else if (event.key.length === 1) text += event.key;
  });
}

/** Is an ID number whole (GB 11643)? The last character is a check over the others. */
export function isIdNumber(text) {
  if (!/^\d{17}[\dX]$/.test(text)) return false;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((all, weight, n) => all + weight * Number(text[n]), 0);
  return "10X98765432"[sum % 11] === text[17];
}
