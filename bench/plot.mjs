// Charts as one SVG that reads on light and on dark ground: for each axis a small chart with logarithmic scales, a line for each proxy.

const size = { width: 380, height: 250, left: 46, right: 14, top: 30, bottom: 40 };
const strokes = ["#8a8f98", "#2f6fde"];

/** `charts`: [{ name, lines: [{ name, points: [{ value, cost: [low, median, high] }] }] }]; two in a row. */
export function plot(charts) {
  const rows = Math.ceil(charts.length / 2);
  const own = charts.map((chart, at) => {
    const x = (at % 2) * size.width;
    const y = Math.floor(at / 2) * size.height;
    return `<g transform="translate(${x} ${y})">${drawn(chart)}</g>`;
  });
  const width = 2 * size.width;
  const height = rows * size.height + 24;
  const legend = charts[0].lines.map(
    ({ name }, at) =>
      `<g transform="translate(${size.left + at * 140} ${rows * size.height + 8})"><line x2="22" stroke="${strokes[at]}" stroke-width="2.5"/><text x="28" y="4">${name}</text></g>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Processor time of a request against the load">`,
    "<style>text{font:11px system-ui,sans-serif;fill:#6a7079}.title{font-weight:600}.grid{stroke:#8a8f98;stroke-opacity:.25}</style>",
    ...own,
    ...legend,
    "</svg>",
    "",
  ].join("\n");
}

function drawn({ name, lines }) {
  const values = lines[0].points.map(({ value }) => value);
  const highest = Math.max(...lines.flatMap(({ points }) => points.map(({ cost }) => cost[2])));
  const lowest = Math.min(...lines.flatMap(({ points }) => points.map(({ cost }) => cost[0])));
  const across = scale([values[0], values.at(-1)], [size.left, size.width - size.right]);
  const ticks = ticksBetween(lowest, highest);
  const up = scale([ticks[0], ticks.at(-1)], [size.height - size.bottom, size.top]);
  const grid = ticks.map(
    (tick) =>
      `<line class="grid" x1="${size.left}" x2="${size.width - size.right}" y1="${up(tick)}" y2="${up(tick)}"/><text x="${size.left - 6}" y="${up(tick) + 4}" text-anchor="end">${tick}</text>`,
  );
  const marks = values.map(
    (value) =>
      `<text x="${across(value)}" y="${size.height - size.bottom + 16}" text-anchor="middle">${short(value)}</text>`,
  );
  const curves = lines.map(({ points }, at) => {
    const path = points.map(({ value, cost }) => `${across(value)},${up(cost[1])}`).join(" ");
    const bars = points.map(
      ({ value, cost }) =>
        `<line x1="${across(value)}" x2="${across(value)}" y1="${up(cost[0])}" y2="${up(cost[2])}" stroke="${strokes[at]}"/><circle cx="${across(value)}" cy="${up(cost[1])}" r="3" fill="${strokes[at]}"/>`,
    );
    return `<polyline points="${path}" fill="none" stroke="${strokes[at]}" stroke-width="2"/>${bars.join("")}`;
  });
  const title = `<text class="title" x="${size.left}" y="18">cost of a request against ${name}</text>`;
  return [title, ...grid, ...marks, ...curves].join("");
}

/** A logarithmic scale. */
function scale([from, to], [start, end]) {
  const span = Math.log(to) - Math.log(from) || 1;
  return (value) => round(start + ((Math.log(value) - Math.log(from)) / span) * (end - start));
}

/** Powers of ten and their halves and fifths that enclose what is between. */
function ticksBetween(lowest, highest) {
  const all = [];
  for (let power = -2; power <= 6; power += 1)
    for (const step of [1, 2, 5]) all.push(Number((step * 10 ** power).toPrecision(1)));
  const first = Math.max(
    all.findLastIndex((tick) => tick <= lowest),
    0,
  );
  const last = all.findIndex((tick) => tick >= highest);
  return all.slice(first, (last < 0 ? all.length : last) + 1);
}

function short(value) {
  if (value >= 1024 * 1024 && value % 1024 === 0) return `${value / 1024 / 1024}Mi`;
  if (value >= 1024 && value % 1024 === 0) return `${value / 1024}Ki`;
  return value >= 1000 ? `${value / 1000}k` : String(value);
}

function round(value) {
  return Math.round(value * 10) / 10;
}
