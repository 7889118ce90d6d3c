// A field that has the focus shows its place on the picture, and the place larger beside it. Without this script the
// link beside each field leads to the place.

const marks = (key) => document.querySelectorAll(`rect[data-mark="${CSS.escape(key)}"]`);

function light(key) {
  for (const on of document.querySelectorAll(".paper-marks .is-on")) on.classList.remove("is-on");
  const found = [...marks(key)];
  for (const rect of found) rect.classList.add("is-on");
  found[0]?.scrollIntoView({ block: "nearest", inline: "nearest" });
  enlarge(found[0]);
}

const loupe = document.querySelector(".paper-loupe");
const TALL = 88; // pixels of the strip in which a place is shown larger
const AROUND = 0.006; // of the picture's height, above and below the place

// The place of a field and what stands left and right of it, as large as a strip of the column allows.
function enlarge(rect) {
  const picture = rect?.closest("figure")?.querySelector("img");
  if (!loupe || !picture?.naturalWidth) {
    if (loupe) loupe.hidden = true;
    return;
  }
  const [whole, tall] = [picture.naturalWidth, picture.naturalHeight];
  const [x, y, wide, high] = ["x", "y", "width", "height"].map((name) => Number(rect.getAttribute(name)) / 1000);
  const height = (high + 2 * AROUND) * tall;
  loupe.hidden = false;
  loupe.width = picture.clientWidth * devicePixelRatio;
  loupe.height = TALL * devicePixelRatio;
  const scale = Math.min(loupe.height / height, loupe.width / (wide * whole));
  const left = Math.max(0, Math.min((x + wide / 2) * whole - loupe.width / scale / 2, whole - loupe.width / scale));
  const top = (y + high / 2) * tall - loupe.height / scale / 2;
  loupe.getContext("2d").drawImage(picture, -left * scale, -top * scale, whole * scale, tall * scale);
}

document.addEventListener("focusin", (event) => {
  const holder = event.target.closest("[data-for]");
  if (holder) light(holder.dataset.for);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const button = document.querySelector("[data-confirm]");
  if (!button) return;
  event.preventDefault();
  button.closest("form").requestSubmit(button);
});

// With the focus showing the place, the links to it would only lengthen the way from field to field.
for (const link of document.querySelectorAll('.paper-field a[href^="#mark-"]')) link.tabIndex = -1;
