// Charts drawn from the HTML tables on the page: the table is the source, the picture an extra.
// <div data-chart="trend|line" data-table="id-of-table"> is filled and set to data-state="ready".
import * as Plot from "@observablehq/plot";

const INK = "#12324f";
const BAND = "#9db7cf";
const SIGNAL = "#b4451f";

function number(cell) {
  const given = cell?.dataset.value;
  return given === undefined || given === "" ? null : Number(given);
}

function rowsOf(table) {
  return [...table.tBodies[0].rows].map((row) => {
    const cells = Object.fromEntries([...row.cells].map((cell) => [cell.dataset.field, cell]));
    return {
      when: new Date(cells.period.dataset.value),
      value: number(cells.value),
      expected: number(cells.expected),
      low: number(cells.expected_low),
      high: number(cells.expected_high),
      signal: cells.band?.dataset.value ?? "",
    };
  });
}

// Plot breaks a line at an undefined value, so a month nobody could count stays a gap.
function trendMarks(rows) {
  const signals = rows.filter((row) => row.signal === "rising" || row.signal === "falling");
  const missing = rows.filter((row) => row.value === null);
  return [
    Plot.ruleX(missing, { x: "when", stroke: "#d5d9dd", strokeWidth: 6 }),
    Plot.areaY(rows, { x: "when", y1: "low", y2: "high", fill: BAND, fillOpacity: 0.45 }),
    Plot.lineY(rows, { x: "when", y: "expected", stroke: "#5b7c9b", strokeDasharray: "4 4" }),
    Plot.lineY(rows, { x: "when", y: "value", stroke: INK, strokeWidth: 2.5 }),
    Plot.dot(rows, { x: "when", y: "value", fill: INK, r: 3 }),
    Plot.dot(signals, { x: "when", y: "value", fill: SIGNAL, stroke: "white", r: 6, symbol: (row) => row.signal === "rising" ? "triangle" : "triangle2" }),
  ];
}

// The hours of one day are told as the table tells them; what is longer Plot tells well by itself.
function ticksOf(rows) {
  const span = rows[rows.length - 1].when - rows[0].when;
  return span > 0 && span < 86_400_000 ? { tickFormat: (when) => when.toISOString().slice(11, 16) } : {};
}

function trend(rows, width) {
  const narrow = width < 500;
  return Plot.plot({
    width,
    height: narrow ? 240 : 320,
    marginLeft: 56,
    marginRight: 12,
    marginTop: 16,
    marginBottom: 40,
    style: { fontSize: "14px" },
    x: { type: "utc", label: null, ticks: narrow ? 4 : 8, ...ticksOf(rows) },
    y: { label: null, zero: true, nice: true, grid: true, ticks: 5, tickFormat: "~s" },
    marks: [Plot.ruleY([0]), ...trendMarks(rows)],
  });
}

function share(rows, width) {
  const known = rows.filter((row) => row.value !== null).map((row) => row.value);
  const lowest = Math.min(0.9, ...known);
  return Plot.plot({
    width,
    height: 104,
    marginLeft: 52,
    marginRight: 8,
    marginTop: 8,
    marginBottom: 36,
    style: { fontSize: "13px" },
    x: { type: "utc", label: null, ticks: 3 },
    y: { domain: [Math.floor(lowest * 10) / 10, 1], label: null, ticks: 2, tickFormat: (v) => `${Math.round(v * 100)}%`, grid: true },
    marks: [
      Plot.lineY(rows, { x: "when", y: "value", stroke: INK, strokeWidth: 2 }),
      Plot.dot(rows, { x: "when", y: "value", fill: INK, r: 2.5 }),
    ],
  });
}

// The picture has one label, on its holder, that points to the table; Plot's own labels on <g> are
// not allowed by ARIA, and its <style> would need an exception in the content policy.
function tidied(figure) {
  for (const node of figure.querySelectorAll("[aria-label],[aria-description]")) {
    node.removeAttribute("aria-label");
    node.removeAttribute("aria-description");
  }
  for (const node of figure.querySelectorAll("style")) node.remove();
  figure.setAttribute("aria-hidden", "true");
  figure.setAttribute("focusable", "false");
  figure.classList.add("app-plot");
  return figure;
}

function draw(holder) {
  const table = document.getElementById(holder.dataset.table);
  const rows = rowsOf(table);
  const width = Math.max(240, Math.floor(holder.clientWidth));
  const figure = holder.dataset.chart === "share" ? share(rows, width) : trend(rows, width);
  holder.replaceChildren(tidied(figure));
  holder.dataset.state = "ready";
}

const redraw = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.dataset.drawnAt === String(target.clientWidth)) continue;
    target.dataset.drawnAt = String(target.clientWidth);
    draw(target);
  }
});
for (const holder of document.querySelectorAll("[data-chart]")) redraw.observe(holder);
