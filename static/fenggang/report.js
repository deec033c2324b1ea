// The trend line of the monthly report. Without this script the table below it says the same.
(() => {
  const source = document.getElementById("trend-data");
  const box = document.getElementById("trend-chart");
  const pick = document.getElementById("trend-figure");
  if (!source || !box || !pick || !window.echarts) return;
  const trend = JSON.parse(source.textContent);
  if (trend.months.length < 2) return;

  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  // light-dark() is resolved by the browser only on a real property.
  const colour = (name) => {
    const probe = document.createElement("span");
    probe.style.color = `var(${name})`;
    box.after(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  };

  box.hidden = false;
  pick.closest("label").hidden = false;
  box.parentElement.querySelector("details").open = false;
  const chart = window.echarts.init(box, null, { renderer: "svg" });

  const draw = () => {
    const figure = trend.figures.find((entry) => entry.code === pick.value) || trend.figures[0];
    const soft = colour("--fg-soft");
    const line = colour("--fg-line");
    chart.setOption({
      animation: false,
      aria: { enabled: true },
      textStyle: { fontFamily: token("--fg-font") },
      color: [colour("--fg-link")],
      grid: { left: 12, right: 12, top: 28, bottom: 8, containLabel: true },
      tooltip: {
        trigger: "axis", renderMode: "richText", confine: true,
        backgroundColor: colour("--fg-surface"), borderColor: line, textStyle: { color: colour("--fg-ink") },
        formatter: (points) => `${points[0].name}  ${points[0].value ?? "—"} ${figure.unit}`,
      },
      xAxis: {
        type: "category", data: trend.months, boundaryGap: true,
        axisLabel: { color: soft, hideOverlap: true }, axisLine: { lineStyle: { color: line } },
      },
      yAxis: {
        type: "value", name: figure.unit, scale: true, minInterval: figure.unit === "%" ? 0 : 1,
        nameTextStyle: { color: soft }, axisLabel: { color: soft }, splitLine: { lineStyle: { color: line } },
      },
      series: [{
        type: "line", name: figure.name, data: figure.values, symbol: "circle", symbolSize: 7,
        lineStyle: { width: 2 }, connectNulls: false,
      }],
    }, { notMerge: true });
  };

  pick.addEventListener("change", draw);
  window.addEventListener("resize", () => chart.resize());
  // Paper is narrower than the screen, and no resize is told for it.
  const fit = (width) => {
    chart.resize({ width });
    chart.getZr().refreshImmediately();
  };
  window.addEventListener("beforeprint", () => fit(640));
  window.addEventListener("afterprint", () => fit("auto"));
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  draw();
})();
