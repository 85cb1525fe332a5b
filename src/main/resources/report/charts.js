// Line charts (uPlot) in the colours of the page, drawn again when these change.
const charts = (function () {
  const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const plots = [];
  let drawPage = () => {};

  // id: of the element that the chart goes into; steps: the x values of all series.
  // series: { label, values, dashed, points }; values are null where there is no point.
  // options: height, x (label), xText, text (of a value in the legend), tick (of one at the axis), axisWidth, log, points (size).
  function line(id, steps, series, options) {
    const box = document.getElementById(id);
    const height = options.height || 260;
    const axis = { stroke: css("--soft"), grid: { stroke: css("--grid"), width: 1 }, ticks: { stroke: css("--grid"), width: 1 } };
    const yAxis = Object.assign({ size: options.axisWidth || 46 }, axis);
    if (options.tick) yAxis.values = (u, values) => values.map(v => v == null ? "" : options.tick(v));
    const colours = [css("--first"), css("--second"), css("--third"), css("--fourth"), css("--fifth"), css("--soft")];
    const text = options.text || (v => v.toFixed(3));
    const xText = options.xText || String;
    box.textContent = "";
    const plot = new uPlot({
      width: box.clientWidth, height: height, cursor: { y: false },
      scales: { x: { time: false, range: options.xRange }, y: { distr: options.log ? 3 : 1 } },
      axes: [axis, yAxis],
      series: [{ label: options.x || "step", value: (u, v) => v == null ? "" : xText(v) }].concat(series.map((s, i) => ({
        label: s.label, stroke: colours[(s.colour == null ? i : s.colour) % colours.length], width: i === 0 ? 2 : 1.5, dash: s.dashed ? [6, 4] : undefined,
        spanGaps: true, points: { show: Boolean(s.points), size: s.points }, value: (u, v) => v == null ? "" : text(v)
      })))
    }, [steps].concat(series.map(s => s.values)), box);
    plots.push([plot, box, height]);
  }

  function redraw() {
    for (const [plot] of plots.splice(0)) plot.destroy();
    drawPage();
  }

  // Draws a page whose charts are made by calls of line() in draw().
  function start(draw) {
    drawPage = draw;
    redraw();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
    addEventListener("resize", () => { for (const [plot, box, height] of plots) plot.setSize({ width: box.clientWidth, height: height }); });
  }

  // Draws the figures that stand as JSON in an element: each with id, x, steps and series.
  function figures(id) {
    const all = JSON.parse(document.getElementById(id).textContent);
    start(() => {
      for (const figure of all) line(figure.id, figure.steps, figure.series, { height: 240, x: figure.x, axisWidth: 52 });
    });
  }

  return { line, redraw, start, figures };
})();
