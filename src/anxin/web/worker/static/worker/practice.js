// An answer spoken into the phone becomes text in the box, where it can still be changed. Only where the browser can.

const Listening = window.SpeechRecognition ?? window.webkitSpeechRecognition;
const button = document.getElementById("speak");
const box = document.getElementById("answer");

if (Listening && button && box) {
  const listening = new Listening();
  listening.lang = "zh-CN";
  listening.continuous = true;
  listening.interimResults = false;
  let on = false;
  const label = button.querySelector("span");
  const show = (now) => {
    on = now;
    label.textContent = now ? button.dataset.on : button.dataset.off;
    button.setAttribute("aria-pressed", String(now));
  };
  listening.addEventListener("result", (event) => {
    for (let n = event.resultIndex; n < event.results.length; n += 1) {
      if (event.results[n].isFinal) box.value = `${box.value}${event.results[n][0].transcript}`.slice(0, box.maxLength);
    }
  });
  listening.addEventListener("end", () => show(false));
  listening.addEventListener("error", () => show(false));
  button.addEventListener("click", () => {
    if (on) listening.stop();
    else { listening.start(); show(true); }
  });
  button.hidden = false;
}
