/** One line of a panel, in milliseconds. */
export interface Line {
  readonly name: string;
  /** x and y, both above zero. */
  readonly points: readonly (readonly [number, number])[];
}

export interface Panel {
  readonly title: string;
  readonly lines: readonly Line[];
  /** The line to be held against linear growth, by its place. */
  readonly guided: number;
}

const WIDTH = 320;
const HEIGHT = 300;
const EDGE = { left: 48, right: 28, top: 36, bottom: 40 };

const STYLE = `
  svg { font: 12px system-ui, sans-serif; background: #fff; color: #1f2328; --c0: #0550ae; --c1: #bc4c00 }
  @media (prefers-color-scheme: dark) { svg { background: #0d1117; color: #e6edf3; --c0: #6cb6ff; --c1: #f0883e } }
  text { fill: currentColor } .title { font-weight: 600 } .axis { stroke: currentColor; opacity: .25 }
  .l0 { stroke: var(--c0) } .l1 { stroke: var(--c1) } polyline { fill: none; stroke-width: 2 }
  circle.l0, text.l0 { fill: var(--c0); stroke: none } circle.l1, text.l1 { fill: var(--c1); stroke: none }
  .guide { stroke: currentColor; stroke-dasharray: 4 4; opacity: .6 }
`;

/** Panels side by side with logarithmic axes; a dashed line of slope one shows what linear growth looks like. */
export function plotOf(label: string, panels: readonly Panel[]): string {
  const drawn = panels.map((panel, index) => `<g transform="translate(${index * WIDTH} 0)">${drawPanel(panel)}</g>\n`);
  const size = `width="${panels.length * WIDTH}" height="${HEIGHT}" viewBox="0 0 ${panels.length * WIDTH} ${HEIGHT}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" aria-label="${label}">
<title>${label}</title><style>${STYLE}</style>
${drawn.join('')}</svg>\n`;
}

function drawPanel({ title, lines, guided }: Panel): string {
  const points = lines.flatMap((line) => line.points);
  const x = scaleOf(
    points.map(([value]) => value),
    EDGE.left,
    WIDTH - EDGE.right,
  );
  const y = scaleOf(
    points.map(([, value]) => value),
    HEIGHT - EDGE.bottom,
    EDGE.top,
  );
  const bottom = HEIGHT - EDGE.bottom;
  const across = x.ticks.map(
    (tick) =>
      gridLine([x.at(tick), EDGE.top, x.at(tick), bottom]) + tickText([x.at(tick), bottom + 16], 'middle', tick),
  );
  const up = y.ticks.map(
    (tick) =>
      gridLine([EDGE.left, y.at(tick), WIDTH - EDGE.right, y.at(tick)]) +
      tickText([EDGE.left - 6, y.at(tick) + 4], 'end', tick),
  );
  const drawn = lines.map(({ name, points: own }, index) => {
    const places = own.map(([px, py]) => `${x.at(px)},${y.at(py)}`);
    const dots = own.map(([px, py]) => `<circle class="l${index}" cx="${x.at(px)}" cy="${y.at(py)}" r="3"/>`);
    const key = `<text class="l${index}" x="${EDGE.left + 8 + index * 110}" y="${EDGE.top + 14}">${name}</text>`;
    return `<polyline class="l${index}" points="${places.join(' ')}"/>${dots.join('')}${key}`;
  });
  const heading = `<text class="title" x="${EDGE.left}" y="20">${title}</text>`;
  return [heading, ...across, ...up, guideOf(lines[guided], x, y), ...drawn].join('');
}

interface Scale {
  readonly ticks: readonly number[];
  readonly lowest: number;
  readonly at: (value: number) => number;
}

/** Whole powers of ten around the values. */
function scaleOf(values: readonly number[], from: number, to: number): Scale {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  const at = (value: number) => Math.round((from + ((Math.log10(value) - low) / (high - low)) * (to - from)) * 10) / 10;
  return { ticks: Array.from({ length: high - low + 1 }, (_, step) => 10 ** (low + step)), lowest: 10 ** low, at };
}

/** Through the last point of a line, down to where it leaves the panel. */
function guideOf(line: Line | undefined, x: Scale, y: Scale): string {
  const [px, py] = line?.points.at(-1) ?? [1, 1];
  const down = Math.min(px / x.lowest, py / y.lowest);
  return `<line class="guide" x1="${x.at(px / down)}" y1="${y.at(py / down)}" x2="${x.at(px)}" y2="${y.at(py)}"/>`;
}

function gridLine([x1, y1, x2, y2]: readonly [number, number, number, number]): string {
  return `<line class="axis" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"/>`;
}

function tickText([x, y]: readonly [number, number], anchor: 'middle' | 'end', value: number): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${value.toLocaleString('en')}</text>`;
}
