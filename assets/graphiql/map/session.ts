import { allowedAddress } from './data/addresses.ts';
import type { Drawn } from './data/drawn.ts';
import { featureCollectionOf } from './data/geojson.ts';
import { fieldsOf } from './data/names.ts';
import { type Found, findShapes } from './data/shapes.ts';
import { areasIn, fillVariables } from './data/variables.ts';
import type { Graphiql } from './graphiql.ts';
import { createLayout, type Layout } from './layout.ts';
import { fillLegend } from './panel/legend.ts';
import { createSelection, type Selection } from './selection.ts';
import { type Chart, createChart, type Viewpoint } from './view/chart.ts';
import { currentTheme, onThemeChange, PALETTES } from './view/theme.ts';

/** Kept for each tab of GraphiQL. */
export interface TabState {
  answer?: string;
  viewpoint?: Viewpoint;
  selected?: string | undefined;
}

export interface MapOptions {
  /** Take the map and its tools. */
  readonly pane: HTMLElement;
  readonly tools: HTMLElement;
  /** With `{z}`, `{x}` and `{y}`. */
  readonly tilesUrl?: string | undefined;
  /** Origins whose pictures the page's policy lets in, besides its own. */
  readonly pictureOrigins: readonly string[];
  /** State of the tab that is open now. */
  readonly stateOfTab: () => TabState;
}

export interface OpenMap {
  /** A hidden map draws nothing. */
  setVisible(isVisible: boolean): void;
}

/** All that belongs to one open map. */
interface Session {
  readonly options: MapOptions;
  readonly graphiql: Graphiql;
  readonly layout: Layout;
  readonly selection: Selection;
  chart: Chart;
  found: Found;
  tab: TabState;
}

const NOTHING: Found = { shapes: [], undrawable: 0 };
/** Pixels around one shape, to see where it lies. */
const CONTEXT_MARGIN = 84;
/** An answer in parts comes as many changes. */
const SETTLE_MS = 100;
/** GraphiQL empties the answer while an operation runs. */
const SETTLE_EMPTY_MS = 900;

/** Keeps map, list, card and JSON on the same answer and the same shape. */
export async function createSession(options: MapOptions, graphiql: Graphiql): Promise<OpenMap> {
  const layout = createLayout(layoutOptions(options, () => session));
  const selection = createSelection({ chart: () => session.chart, layout: () => layout, graphiql });
  const newChart = () => chartOf(options, layout, selection);
  const tab = options.stateOfTab();
  const session: Session = { options, graphiql, layout, selection, chart: await newChart(), found: NOTHING, tab };
  const follow = followAnswer(session);
  graphiql.onAnswer(follow.later);
  graphiql.onEdit(() => frameAreas(session));
  graphiql.onLine((line) => selection.hoverLine(line));
  options.pane.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') endDrawing(session);
  });
  onThemeChange(async () => {
    const viewpoint = session.chart.viewpoint();
    session.chart.dispose();
    session.chart = await newChart();
    draw(session);
    session.chart.look(viewpoint);
  });
  follow.now();
  return { setVisible: follow.setVisible };
}

function chartOf({ tilesUrl }: MapOptions, { target, bar }: Layout, { hover, pick }: Selection): Promise<Chart> {
  target.replaceChildren();
  bar.replaceChildren();
  return createChart({ target, bar, tilesUrl, palette: PALETTES[currentTheme()], onHover: hover, onPick: pick });
}

/** Reads the answer once it has settled, and only while the map is visible. */
function followAnswer(session: Session) {
  let isVisible = true;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const now = () => {
    clearTimeout(timer);
    if (isVisible) read(session);
  };
  return {
    now,
    later() {
      clearTimeout(timer);
      timer = setTimeout(now, session.graphiql.answer() === '' ? SETTLE_EMPTY_MS : SETTLE_MS);
    },
    setVisible(visible: boolean) {
      isVisible = visible;
      if (visible) now();
      else session.chart.stopDrawing();
    },
  };
}

/** Draws the answer of the current tab: where its tab left it, or fitted to its shapes when it is new. */
function read(session: Session): void {
  const { graphiql, options, selection } = session;
  const [tab, answer] = [options.stateOfTab(), graphiql.answer()];
  if (tab === session.tab && tab.answer === answer) return;
  keepView(session);
  const viewpoint = tab.answer === answer ? tab.viewpoint : undefined;
  session.tab = Object.assign(tab, { answer });
  session.found = shapesOf(answer, graphiql.operation());
  draw(session);
  if (viewpoint === undefined) session.chart.fit(session.found.shapes);
  else session.chart.look(viewpoint);
  tab.selected = selection.selectedKey();
}

function keepView({ tab, chart, selection }: Session): void {
  tab.viewpoint = chart.viewpoint();
  tab.selected = selection.selectedKey();
}

function draw(session: Session): void {
  const { chart, layout, selection, tab } = session;
  const { shapes, undrawable } = session.found;
  chart.show(shapes);
  frameAreas(session);
  layout.enable(shapes.length > 0);
  layout.say(shapes.length > 0 ? '' : reasonOf(tab.answer ?? ''));
  fillLegend(layout.legend, shapes, currentTheme());
  const note = undrawable === 0 ? '' : `${undrawable} more cannot be drawn: no known geometry, or no positions.`;
  selection.show(shapes, note, tab.selected);
}

/** Shows which areas the variables ask for. */
function frameAreas({ chart, graphiql }: Session): void {
  chart.frame(areasIn(graphiql.operation(), graphiql.variables()));
}

function shapesOf(answer: string, operation: string): Found {
  try {
    return findShapes(JSON.parse(answer), fieldsOf(operation));
  } catch {
    return NOTHING;
  }
}

function reasonOf(answer: string): string {
  if (answer === '') return 'Run the operation, and the map draws its answer.';
  return 'The answer has nothing to draw. Ask for geometry or bbox of items, target of tasks, or featureCollection.';
}

function layoutOptions({ pane, tools, pictureOrigins, tilesUrl }: MapOptions, session: () => Session) {
  const fill = (drawn: Drawn | string) => fillArea(session(), drawn);
  return {
    pane,
    tools,
    credit: tilesUrl === undefined ? 'Natural Earth' : `Tiles: ${new URL(tilesUrl).host}`,
    list: {
      onHover: (shapes) => session().selection.hover(shapes),
      onPick: (shape) => session().selection.pick([shape]),
      onAll: () => session().selection.showAll(),
    },
    card: {
      addressOf: (url) => allowedAddress(url, location.origin, pictureOrigins),
      onClose: () => session().selection.close(),
      onZoom: (shape) => session().chart.fit([shape], CONTEXT_MARGIN),
      onPicture: (shape, url) => void session().chart.picture(shape, url),
    },
    drawBar: {
      onBox: (box) => fill({ kind: 'box', box }),
      onCancel: () => endDrawing(session()),
      onRun: () => session().graphiql.run(),
    },
    onDraw(mode) {
      const { layout, chart } = session();
      layout.press(mode);
      layout.drawBar.explain(mode, chart.box());
      chart.draw(mode, fill);
    },
    onFit: () => session().chart.fit(session().found.shapes),
    onDownload: () => download(session()),
  } satisfies Parameters<typeof createLayout>[0];
}

function endDrawing({ layout, chart }: Session): void {
  chart.stopDrawing();
  layout.press(undefined);
  layout.drawBar.hide();
}

/** Writes a drawn area into the variables, or says why it cannot. */
function fillArea(session: Session, drawn: Drawn | string): void {
  const { graphiql, layout, chart } = session;
  layout.press(undefined);
  // The map is still at the click that ended it.
  setTimeout(chart.stopDrawing);
  const filled =
    typeof drawn === 'string' ? { problem: drawn } : fillVariables(graphiql.operation(), graphiql.variables(), drawn);
  if ('problem' in filled) {
    layout.drawBar.say(filled.problem, false);
    return;
  }
  graphiql.setVariables(filled.text);
  const text = JSON.stringify(filled.value).replaceAll(',', ', ');
  layout.drawBar.say(`${filled.variable} is ${text.length > 80 ? 'the area that you drew' : text}.`, true);
}

function download({ found }: Session): void {
  const blob = new Blob([JSON.stringify(featureCollectionOf(found.shapes))], { type: 'application/geo+json' });
  const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(blob), download: 'map.geojson' });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
}
