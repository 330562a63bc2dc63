import { boundingExtent } from 'ol/extent.js';
import Feature from 'ol/Feature.js';
import Point from 'ol/geom/Point.js';
import Polygon, { fromExtent } from 'ol/geom/Polygon.js';
import DoubleClickZoom from 'ol/interaction/DoubleClickZoom.js';
import DragBox from 'ol/interaction/DragBox.js';
import Draw from 'ol/interaction/Draw.js';
import type Interaction from 'ol/interaction/Interaction.js';
import VectorLayer from 'ol/layer/Vector.js';
import type OlMap from 'ol/Map.js';
import { unByKey } from 'ol/Observable.js';
import VectorSource from 'ol/source/Vector.js';
import Circle from 'ol/style/Circle.js';
import Fill from 'ol/style/Fill.js';
import Stroke from 'ol/style/Stroke.js';
import Style from 'ol/style/Style.js';
import { boxBetween, type Drawn, polygonOf } from '../data/drawn.ts';
import { toDegrees } from './mercator.ts';
import type { Palette } from './theme.ts';

/** The second click that ends a polygon is a double click, which would zoom. */
const DOUBLE_CLICK_MS = 400;

export type DrawMode = Drawn['kind'];

export interface Drawing {
  /** Starts to draw. `done` gets the area, or the reason why it is none; the caller then stops. */
  start(mode: DrawMode, done: (drawn: Drawn | string) => void): void;
  stop(): void;
  isActive(): boolean;
}

/** One area at a time: a box by a drag or by two clicks, a polygon by clicks. Escape stops. */
export function createDrawing(map: OlMap, palette: Palette): Drawing {
  const source = new VectorSource();
  const style = sketchStyle(palette);
  let end: (() => void) | undefined;
  const doubleClick = map
    .getInteractions()
    .getArray()
    .find((one) => one instanceof DoubleClickZoom);
  const stop = () => {
    if (end !== undefined) setTimeout(() => doubleClick?.setActive(end === undefined), DOUBLE_CLICK_MS);
    end?.();
    end = undefined;
    map.getTargetElement()?.classList.remove('is-drawing');
  };
  map.addLayer(new VectorLayer({ source, style }));
  return {
    start(mode, done) {
      stop();
      map.getTargetElement()?.classList.add('is-drawing');
      doubleClick?.setActive(false);
      end = mode === 'box' ? drawBox(map, source, done) : drawPolygon(map, style, done);
    },
    stop,
    isActive: () => end !== undefined,
  };
}

type Finish = (drawn: Drawn | string) => void;

function drawBox(map: OlMap, source: VectorSource, finish: Finish): () => void {
  let corner: number[] | undefined;
  const boxTo = (coordinate: readonly number[]) => {
    const box = boxBetween(toDegrees(corner ?? coordinate), toDegrees(coordinate));
    finish(box[0] === box[2] || box[1] === box[3] ? 'A box has a width and a height.' : { kind: 'box', box });
  };
  const drag = new DragBox({ minArea: 36, condition: ({ originalEvent }) => isMainButton(originalEvent) });
  drag.on('boxend', () => {
    const [west = 0, south = 0, east = 0, north = 0] = drag.getGeometry().getExtent();
    corner = [west, south];
    boxTo([east, north]);
  });
  // A press without a drag is a corner.
  drag.on('boxcancel', ({ coordinate }) => {
    if (corner === undefined) {
      corner = coordinate;
      source.addFeature(new Feature(new Point(coordinate)));
    } else boxTo(coordinate);
  });
  const listening = map.on('pointermove', ({ coordinate }) => {
    if (corner === undefined) return;
    source.clear(true);
    source.addFeature(new Feature(fromExtent(boundingExtent([corner, coordinate]))));
  });
  return added(map, drag, () => {
    unByKey(listening);
    source.clear(true);
  });
}

function drawPolygon(map: OlMap, style: Style, finish: Finish): () => void {
  const draw = new Draw({ type: 'Polygon', style, stopClick: true });
  draw.on('drawend', ({ feature }) => {
    const geometry = feature.getGeometry();
    const ring = geometry instanceof Polygon ? polygonOf((geometry.getCoordinates()[0] ?? []).map(toDegrees)) : '';
    finish(typeof ring === 'string' ? ring : { kind: 'polygon', ring });
  });
  return added(map, draw);
}

/** Adds an interaction, and returns the function that takes it away. */
function added(map: OlMap, interaction: Interaction, clear = () => {}): () => void {
  map.addInteraction(interaction);
  return () => {
    clear();
    map.removeInteraction(interaction);
  };
}

function isMainButton(event: unknown): boolean {
  return event instanceof PointerEvent && event.button === 0;
}

function sketchStyle({ accent, halo }: Palette): Style {
  return new Style({
    stroke: new Stroke({ color: accent, width: 2 }),
    fill: new Fill({ color: `${accent}26` }),
    image: new Circle({ radius: 5, fill: new Fill({ color: accent }), stroke: new Stroke({ color: halo, width: 2 }) }),
  });
}
