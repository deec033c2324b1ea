// Calls day by day. Without this script the table below says the same.
(() => {
  const source = document.getElementById("an-days-data");
  const box = document.getElementById("an-days");
  if (!source || !box || !window.echarts) return;
  const data = JSON.parse(source.textContent);
  const colour = (name) => {
    const probe = document.createElement("span");
    probe.style.color = `var(${name})`;
    box.after(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  };
  box.hidden = false;
  box.parentElement.querySelector("details").open = false;
  const chart = window.echarts.init(box, null, { renderer: "svg" });
  const soft = colour("--fg-soft"), line = colour("--fg-line");
  chart.setOption({
    animation: false,
    aria: { enabled: true },
    textStyle: { fontFamily: getComputedStyle(document.documentElement).getPropertyValue("--fg-font") },
    color: [colour("--fg-link"), colour("--fg-line-strong")],
    grid: { left: 12, right: 12, top: 32, bottom: 8, containLabel: true },
    legend: { top: 0, left: 0, textStyle: { color: soft } },
    tooltip: {
      trigger: "axis", renderMode: "richText", confine: true,
      backgroundColor: colour("--fg-surface"), borderColor: line, textStyle: { color: colour("--fg-ink") },
    },
    xAxis: { type: "category", data: data.days, axisLabel: { color: soft, hideOverlap: true }, axisLine: { lineStyle: { color: line } } },
    yAxis: { type: "value", minInterval: 1, axisLabel: { color: soft }, splitLine: { lineStyle: { color: line } } },
    series: [
      { type: "bar", name: data.labels[0], data: data.now, barMaxWidth: 18 },
      { type: "line", name: data.labels[1], data: data.before, symbol: "circle", symbolSize: 5, lineStyle: { width: 2, type: "dashed" } },
    ],
  });
  window.addEventListener("resize", () => chart.resize());
})();
