// Papers: each chosen file goes up by itself with its thumbnail and progress; the slot below redraws with what was read.
// Without this file the form posts all files at once.

import * as outbox from "./outbox.js";

const form = document.querySelector("form[data-upload]");
const field = form.querySelector("input[type=file]");
const tray = document.getElementById("uploading");
const papers = document.getElementById("papers");
const words = form.dataset;

function line(file) {
  const row = document.createElement("div");
  row.className = "paper-row";
  const thumb = document.createElement("img");
  thumb.className = "thumb";
  thumb.alt = "";
  if (file.type.startsWith("image/")) {
    thumb.src = URL.createObjectURL(file);
    thumb.onload = () => URL.revokeObjectURL(thumb.src);
    thumb.onerror = () => thumb.remove();
  } else thumb.hidden = true;
  const body = document.createElement("div");
  const name = document.createElement("p");
  name.textContent = file.name;
  const bar = document.createElement("progress");
  bar.className = "progress";
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  const said = document.createElement("p");
  said.className = "small muted";
  said.textContent = words.sending;
  body.append(name, bar, said);
  row.append(thumb, body);
  return { row, bar, said };
}

function post(file, shown) {
  return new Promise((resolve) => {
    const body = new FormData(form);
    body.delete(field.name);
    body.append(field.name, file, file.name);
    const request = new XMLHttpRequest();
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) shown.bar.value = event.loaded / event.total;
    };
    request.onload = () => resolve({ status: request.status, text: request.responseText });
    request.onerror = () => resolve({ status: 0, text: "" });
    request.open("POST", form.action);
    request.setRequestHeader("HX-Request", "true");
    request.send(body);
  });
}

async function upload(file) {
  const shown = line(file);
  tray.append(shown.row);
  const answer = await post(file, shown);
  if (answer.status === 200) {
    shown.row.remove();
    papers.innerHTML = answer.text; // our own rendered fragment, same origin
    window.htmx?.process(papers);
    if (papers.querySelector("[data-handed-in]")) document.querySelector("[data-onward]").classList.add("button-primary");
  } else if (answer.status === 0) {
    const form2 = new FormData(form);
    form2.delete(field.name);
    form2.append(field.name, file, file.name);
    await outbox.put({ key: crypto.randomUUID(), title: words.title, url: new URL(form.action).pathname, parts: [...form2], at: Date.now(), refused: "" });
    shown.said.textContent = words.kept;
    shown.bar.remove();
    document.dispatchEvent(new Event("anxin:waiting"));
  } else {
    shown.bar.remove();
    const refused = document.createElement("template");
    refused.innerHTML = answer.text;
    shown.said.textContent = refused.content.textContent.trim() || words.failed;
    shown.said.className = "field-error";
  }
}

// "Take it again" beside a photo nobody could read: the next file takes its place. Any other file lies beside it.
const retakes = form.elements.retakes;
document.addEventListener("click", ({ target }) => {
  const label = target.closest("label[for=files]");
  if (label) retakes.value = label.dataset.retake ?? "";
});

field.addEventListener("change", async () => {
  const files = [...field.files];
  field.value = "";
  for (const file of files) {
    await upload(file);
    retakes.value = "";
  }
});
