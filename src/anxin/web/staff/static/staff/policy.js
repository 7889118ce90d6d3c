// A finding names a line of the text above: pressing it goes there and marks the line.
document.addEventListener("click", (event) => {
  const finding = event.target.closest("[data-line]");
  const text = document.querySelector("textarea[name=pack_text]");
  if (!finding || !text) return;
  const lines = text.value.split("\n");
  const line = Math.min(Number(finding.dataset.line), lines.length);
  const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  text.focus();
  text.setSelectionRange(start, start + lines[line - 1].length);
  text.scrollTop = (text.scrollHeight / lines.length) * Math.max(line - 4, 0);
});
