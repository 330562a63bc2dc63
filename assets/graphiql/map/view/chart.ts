import { defaults as defaultInteractions } from 'ol/interaction/defaults.js';
import OlMap from 'ol/Map.js';
import type MapBrowserEvent from 'ol/MapBrowserEvent.js';
import View from 'ol/View.js';
import { boxBetween, type Drawn } from '../data/drawn.ts';
import type { Box } from '../data/parts.ts';
import type { Shape } from '../data/shapes.ts';
import { boundsAround } from '../data/spans.ts';
import { type BaseMap, createBaseMap, FINE_RESOLUTION } from './base.ts';
import { createControls } from './controls.ts';
import { createDrawing, type DrawMode } from './drawing.ts';
import { createHighlights } from './highlights.ts';
import { createMarks, membersOf } from './marks.ts';
import { extentOf, toDegrees } from './mercator.ts';
import { createShapeLayer } from './shape-layer.ts';
import type { Palette } from './theme.ts';

export interface ChartOptions {
  readonly target: HTMLElement;
  /** Takes scale and coordinates. */
  readonly bar: HTMLElement;
  readonly palette: Palette;
  readonly tilesUrl: string | undefined;
  readonly onHover: (shapes: readonly Shape[]) => void;
  /** Shapes under a click; several for a stack, none for the ground. */
  readonly onPick: (shapes: readonly Shape[]) => void;
}

/** Centre and zoom, to come back to. */
export interface Viewpoint {
  readonly center: readonly number[];
  readonly resolution: number;
}

export interface Chart {
  show(shapes: readonly Shape[]): void;
  /** `margin` is in pixels. */
  fit(shapes: readonly Shape[], margin?: number): void;
  mark(hovered: readonly Shape[], selected: Shape | undefined): void;
  frame(areas: readonly unknown[]): void;
  draw(mode: DrawMode, done: (drawn: Drawn | string) => void): void;
  stopDrawing(): void;
  /** Lays a picture over a shape, in place of the one before. */
  picture(shape: Shape, url: string): Promise<void>;
  clearPicture(): void;
  viewpoint(): Viewpoint;
  /** The part of the globe that shows. */
  box(): Box;
  look(viewpoint: Viewpoint): void;
  dispose(): void;
}

const WORLD = { west: -170, east: 190, south: -58, north: 76 };
/** 2,200 km: beyond that, latitudes run off the map. */
const FARTHEST_NORTH = 35_000_000;
const MARGIN = 36;
/** Nobody sees more than a pixel of the sharpest picture in one. */
const CLOSEST = 0.25;
/** One footprint alone still shows what lies around it. */
const CLOSEST_FIT = 4;

export async function createChart(options: ChartOptions): Promise<Chart> {
  const { target, bar, palette, tilesUrl } = options;
  const base = await createBaseMap(palette, tilesUrl === undefined);
  const [shapes, marks, highlights] = [createShapeLayer(), createMarks(), createHighlights(palette)];
  const map = new OlMap({
    target,
    view: createView(),
    layers: [...base.layers, highlights.frames, shapes.layer, marks.layer, highlights.marked],
    controls: [...createControls(base, bar)],
    interactions: defaultInteractions({ altShiftDragRotate: false, pinchRotate: false }),
  });
  if (tilesUrl !== undefined) map.getLayers().insertAt(0, await tilesOf(tilesUrl));
  const drawing = createDrawing(map, palette);
  const zoom = followZoom(map, base, marks.regroup);
  const shapesAt = (event: MapBrowserEvent) => shapesIn([shapes.layer, marks.layer], event);
  listen(map, options, { shapesAt, isDrawing: drawing.isActive });
  const view = map.getView();
  return {
    show(found) {
      shapes.show(found, palette);
      marks.show(found, palette);
      marks.regroup(view.getResolution() ?? 1);
    },
    fit(found, margin = MARGIN) {
      const extent = extentOf(boundsAround(found.map(({ bounds }) => bounds)) ?? WORLD);
      view.fit(extent, { padding: [margin, margin, margin, margin], minResolution: CLOSEST_FIT });
      zoom.settle();
    },
    mark: highlights.mark,
    frame: highlights.frame,
    draw: drawing.start,
    stopDrawing: drawing.stop,
    ...pictureOn(map),
    ...viewpointOf(map, zoom.settle),
    dispose: () => map.dispose(),
  };
}

function createView(): View {
  return new View({
    center: [0, 0],
    resolution: 80_000,
    minResolution: CLOSEST,
    multiWorld: true,
    constrainOnlyCenter: true,
    enableRotation: false,
    extent: [-Number.MAX_SAFE_INTEGER, -FARTHEST_NORTH, Number.MAX_SAFE_INTEGER, FARTHEST_NORTH],
  });
}

async function tilesOf(url: string) {
  const { createTiles } = await import('./tiles.ts');
  return createTiles(url);
}

function pictureOn(map: OlMap): Pick<Chart, 'picture' | 'clearPicture'> {
  let remove = () => {};
  return {
    async picture(shape, url) {
      const { layPicture } = await import('./pictures.ts');
      remove();
      remove = layPicture(map, shape, url);
    },
    clearPicture() {
      remove();
      remove = () => {};
    },
  };
}

function viewpointOf(map: OlMap, settle: () => void): Pick<Chart, 'box' | 'viewpoint' | 'look'> {
  const view = map.getView();
  return {
    box() {
      const [west = 0, south = 0, east = 0, north = 0] = view.calculateExtent(map.getSize());
      return boxBetween(toDegrees([west, south]), toDegrees([east, north]));
    },
    viewpoint: () => ({ center: view.getCenter() ?? [0, 0], resolution: view.getResolution() ?? 1 }),
    look({ center, resolution }) {
      view.setCenter([...center]);
      view.setResolution(resolution);
      settle();
    },
  };
}

/** Groups marks anew after each zoom, and loads fine coastlines when someone first zooms in that far. */
function followZoom(map: OlMap, base: BaseMap, regroup: (resolution: number) => void) {
  const view = map.getView();
  let settled = Number.POSITIVE_INFINITY;
  const settle = () => {
    settled = view.getResolution() ?? settled;
    regroup(settled);
  };
  map.on('moveend', () => {
    const resolution = view.getResolution() ?? 1;
    regroup(resolution);
    map.getTargetElement()?.classList.toggle('is-world', resolution > 2 * FINE_RESOLUTION);
    const isCloser = resolution < settled * 0.99 && resolution < 2 * FINE_RESOLUTION;
    if (isCloser) base.refine().catch(() => undefined);
  });
  return { settle };
}

interface Looks {
  readonly shapesAt: (event: MapBrowserEvent) => ReturnType<typeof shapesIn>;
  readonly isDrawing: () => boolean;
}

function listen(map: OlMap, { onHover, onPick }: ChartOptions, { shapesAt, isDrawing }: Looks): void {
  map.on('pointermove', (event) => {
    if (event.dragging || isDrawing()) return;
    const { shapes, isStack } = shapesAt(event);
    map.getTargetElement()?.classList.toggle('is-over', shapes.length > 0);
    onHover(isStack ? shapes : shapes.slice(0, 1));
  });
  map.getViewport()?.addEventListener('pointerleave', () => onHover([]));
  map.on('click', (event) => {
    if (!isDrawing()) onPick(shapesAt(event).shapes);
  });
}

/** A mark hides whatever lies below it. Of outlines, all under the pointer count, the topmost first. */
function shapesIn(layers: readonly object[], { map, pixel }: MapBrowserEvent) {
  const found = new Set<Shape>();
  let members: readonly Shape[] = [];
  map.forEachFeatureAtPixel(
    pixel,
    (feature) => {
      members = membersOf(feature);
      if (members.length > 0) return true;
      const shape: Shape | undefined = feature.get('shape');
      if (shape !== undefined) found.add(shape);
      return false;
    },
    { hitTolerance: 4, layerFilter: (layer) => layers.includes(layer) },
  );
  const isStack = members.length > 0;
  return { shapes: isStack ? members : [...found], isStack };
}
