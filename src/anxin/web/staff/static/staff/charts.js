// Draws the charts of a page from the JSON beside them. The same numbers stand in the table under each chart.

const style = getComputedStyle(document.documentElement);
const ink = style.getPropertyValue("--ink").trim();
const muted = style.getPropertyValue("--muted").trim();
const line = style.getPropertyValue("--line").trim();
const brand = style.getPropertyValue("--brand").trim();
const palette = [brand, "#c98a2b", "#3b6fb6", "#8a5a83", "#7a8b3c", "#6b7280"];

const base = {
  color: palette,
  animation: false,
  textStyle: { fontFamily: style.getPropertyValue("--font").trim(), color: ink },
  tooltip: { renderMode: "richText", confine: true },
  grid: { left: 8, right: 24, top: 24, bottom: 8, containLabel: true },
};
const values = { axisLine: { show: false }, splitLine: { lineStyle: { color: line } }, axisLabel: { color: muted } };
const names = { axisTick: { show: false }, axisLine: { lineStyle: { color: line } }, axisLabel: { color: ink } };

// Side by side, labels of a narrow chart would touch: their first word then stands above the rest.
const BAND_LEAST = 64;
const inBand = (labels, width) => (name) => (width / labels.length < BAND_LEAST ? name.replace(" ", "\n") : name);

const draw = {
  elapsed: ({ labels, values: counts }, width) => ({
    ...base,
    tooltip: { ...base.tooltip, trigger: "axis" },
    xAxis: { type: "category", data: labels, ...names, axisLabel: { ...names.axisLabel, interval: 0, lineHeight: 16, formatter: inBand(labels, width) } },
    yAxis: { type: "value", minInterval: 1, ...values },
    series: [{ type: "bar", data: counts, barMaxWidth: 48, itemStyle: { borderRadius: [4, 4, 0, 0] }, label: { show: true, position: "top", color: ink } }],
  }),
  hours: (told, width) => draw.elapsed(told, width),
  steps: ({ labels, middle, slow, names: series }) => ({
    ...base,
    tooltip: { ...base.tooltip, trigger: "axis" },
    legend: { top: 0, right: 0, textStyle: { color: ink } },
    grid: { ...base.grid, top: 36 },
    xAxis: { type: "value", ...values },
    yAxis: { type: "category", data: labels, ...names },
    series: [
      { type: "bar", name: series[0], data: middle, barMaxWidth: 14, itemStyle: { borderRadius: [0, 3, 3, 0] } },
      { type: "bar", name: series[1], data: slow, barMaxWidth: 14, itemStyle: { borderRadius: [0, 3, 3, 0] } },
    ],
  }),
  levels: ({ labels, values: counts }) => ({
    ...base,
    tooltip: { ...base.tooltip, trigger: "axis" },
    xAxis: { type: "category", data: labels, ...names },
    yAxis: { type: "value", minInterval: 1, ...values },
    series: [{
      type: "bar",
      data: counts.map((value, place) => ({ value, itemStyle: { color: ["#b42318", "#c98a2b", brand][place] } })),
      barMaxWidth: 56,
      itemStyle: { borderRadius: [4, 4, 0, 0] },
      label: { show: true, position: "top", color: ink },
    }],
  }),
  signals: ({ labels, values: counts }) => ({
    ...base,
    tooltip: { ...base.tooltip, trigger: "axis" },
    xAxis: { type: "value", minInterval: 1, ...values },
    yAxis: { type: "category", data: labels, ...names },
    series: [{ type: "bar", data: counts, barMaxWidth: 18, itemStyle: { borderRadius: [0, 3, 3, 0] }, label: { show: true, position: "right", color: ink } }],
  }),
  parties: (parts) => ({
    ...base,
    series: [{
      type: "pie",
      radius: ["34%", "50%"],
      data: parts,
      label: { formatter: "{b}\n{c}%", color: ink, lineHeight: 18, overflow: "break" },
      labelLine: { length: 22, length2: 4 },
      itemStyle: { borderColor: "#fff", borderWidth: 2 },
    }],
  }),
};

function lines({ labels, series }, more) {
  return {
    ...base,
    tooltip: { ...base.tooltip, trigger: "axis" },
    legend: { top: 0, left: 0, type: "scroll", textStyle: { color: ink } },
    grid: { ...base.grid, top: 40 },
    xAxis: { type: "category", data: labels, ...names, axisLabel: { color: muted } },
    yAxis: { type: "value", minInterval: 1, ...values },
    series: series.map(({ name, values: counts }) => ({ name, data: counts, ...more })),
  };
}
draw.minutes = (told) => lines(told, { type: "line", stack: "all", areaStyle: { opacity: 0.25 }, symbol: "none", lineStyle: { width: 1.5 } });
draw.events = (told) => lines(told, { type: "bar", barMaxWidth: 14 });

function show(place) {
  const chart = window.echarts.getInstanceByDom(place);
  const told = JSON.parse(document.getElementById("charts").textContent)[place.dataset.chart];
  chart.resize();
  if (told) chart.setOption(draw[place.dataset.chart](told, chart.getWidth()), { notMerge: true });
}

function redraw() {
  for (const place of document.querySelectorAll("[data-chart]")) {
    if (!window.echarts.getInstanceByDom(place)) {
      window.echarts.init(place, null, { renderer: "canvas" });
      new ResizeObserver(() => show(place)).observe(place);
    }
    show(place);
  }
}

redraw();
// Pages that ask for themselves again bring new numbers in the same place.
document.addEventListener("htmx:afterSettle", () => document.getElementById("charts") && redraw());
