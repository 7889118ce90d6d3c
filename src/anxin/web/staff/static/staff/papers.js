// A field that has the focus shows its place on the picture. Without this script the link beside each field does.

const marks = (key) => document.querySelectorAll(`rect[data-mark="${CSS.escape(key)}"]`);

function light(key) {
  for (const on of document.querySelectorAll(".paper-marks .is-on")) on.classList.remove("is-on");
  const found = [...marks(key)];
  for (const rect of found) rect.classList.add("is-on");
  found[0]?.scrollIntoView({ block: "nearest", inline: "nearest" });
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
