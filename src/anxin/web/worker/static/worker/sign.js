// A signature drawn with a finger. Without it the page takes a typed name and a tick.

for (const pad of document.querySelectorAll("[data-sign]")) {
  const canvas = pad.querySelector("canvas");
  const field = document.getElementById(pad.dataset.sign);
  const pen = canvas.getContext("2d");
  let drawing = false;
  let strokes = 0;

  const size = () => {
    const box = canvas.getBoundingClientRect();
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    canvas.width = Math.round(box.width * ratio);
    canvas.height = Math.round(box.height * ratio);
    pen.scale(ratio, ratio);
    pen.lineWidth = 2.6;
    pen.lineCap = "round";
    pen.lineJoin = "round";
    pen.strokeStyle = "#1f2329";
  };
  const spot = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const clear = () => {
    size();
    strokes = 0;
    field.value = "";
    pad.classList.remove("is-signed");
  };

  size();
  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    drawing = true;
    pen.beginPath();
    pen.moveTo(...spot(event));
    pad.classList.add("is-signed");
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    for (const point of event.getCoalescedEvents?.() ?? [event]) pen.lineTo(...spot(point));
    pen.stroke();
    strokes += 1;
  });
  const lift = () => {
    if (!drawing) return;
    drawing = false;
    if (strokes > 2) field.value = canvas.toDataURL("image/png");
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  document.querySelector(`[data-sign-clear="${pad.dataset.sign}"]`)?.addEventListener("click", clear);
}
