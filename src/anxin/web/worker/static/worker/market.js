// Finding a trade by typing: Chinese characters or pinyin initials. Without this the groups open by hand.
const box = document.getElementById("trade-find");
if (box) {
  box.closest("[hidden]").hidden = false;
  const groups = [...document.querySelectorAll(".trade-group")];
  for (const group of groups) group.open = Boolean(group.querySelector("input:checked"));
  box.addEventListener("input", () => {
    const typed = box.value.trim().toLowerCase();
    for (const group of groups) {
      let hit = false;
      for (const chip of group.querySelectorAll("[data-find]")) {
        const fits = typed === "" || chip.dataset.find.includes(typed);
        chip.hidden = !fits;
        hit = hit || (fits && typed !== "");
      }
      group.hidden = typed !== "" && !hit;
      group.open = hit || (typed === "" && Boolean(group.querySelector("input:checked")));
    }
  });
}
