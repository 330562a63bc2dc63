import Feature from 'ol/Feature.js';
import Point from 'ol/geom/Point.js';
import VectorImageLayer from 'ol/layer/VectorImage.js';
import VectorSource from 'ol/source/Vector.js';
import Circle from 'ol/style/Circle.js';
import Fill from 'ol/style/Fill.js';
import Stroke from 'ol/style/Stroke.js';
import Style from 'ol/style/Style.js';
import Text from 'ol/style/Text.js';
import { colorClassOf } from '../data/colors.ts';
import type { Shape } from '../data/shapes.ts';
import { centreOf } from '../data/spans.ts';
import { type Placed, stacksOf } from '../data/stacks.ts';
import { toMap } from './mercator.ts';
import { LEAST_PIXELS, sizeOf } from './shape-layer.ts';
import type { Palette } from './theme.ts';

/** Pixels within which centres make a stack. */
const REACH = 26;

interface Centre extends Placed {
  readonly shape: Shape;
  readonly size: number;
}

export interface Marks {
  readonly layer: VectorImageLayer;
  show(shapes: readonly Shape[], palette: Palette): void;
  /** Groups anew for another resolution. */
  regroup(resolution: number): void;
}

/** Dots of shapes that are too small for an outline, points, and counts of stacks. */
export function createMarks(): Marks {
  const source = new VectorSource();
  const layer = new VectorImageLayer({ source, imageRatio: 2 });
  let centres: readonly Centre[] = [];
  let grouped = 0;
  let style: (members: readonly Shape[]) => Style = () => new Style();
  layer.setStyle((feature) => style(membersOf(feature)));
  return {
    layer,
    show(shapes, palette) {
      centres = shapes.map(centreOfShape);
      grouped = 0;
      style = markStyles(palette);
    },
    regroup(resolution) {
      if (resolution === grouped) return;
      grouped = resolution;
      source.clear(true);
      source.addFeatures(
        stacksOf(centres, REACH * resolution).flatMap(({ x, y, members }) => {
          const isOutline = members.length === 1 && (members[0]?.size ?? 0) >= LEAST_PIXELS * resolution;
          const shapes = members.map(({ shape }) => shape);
          return isOutline ? [] : [new Feature({ geometry: new Point([x, y]), members: shapes })];
        }),
      );
    },
  };
}

/** Shapes behind a mark. */
export function membersOf(feature: { get(name: string): unknown }): readonly Shape[] {
  return (feature.get('members') ?? []) as readonly Shape[];
}

function centreOfShape(shape: Shape): Centre {
  const [x, y] = toMap(centreOf(shape.bounds));
  return { x, y, shape, size: sizeOf(shape) };
}

function markStyles(palette: Palette): (members: readonly Shape[]) => Style {
  const styles = new Map<string, Style>();
  const kept = (key: string, make: () => Style) => {
    const style = styles.get(key) ?? make();
    styles.set(key, style);
    return style;
  };
  return (members) => {
    const colors = new Set(members.map(({ facts }) => colorClassOf(facts, palette.name).color));
    const [color = palette.badge] = colors;
    if (members.length === 1) return kept(color, () => dot(color, palette));
    const ring = colors.size === 1 ? color : palette.accent;
    return kept(`${ring} ${members.length}`, () => badge(members.length, ring, palette));
  };
}

function dot(color: string, { halo }: Palette): Style {
  return new Style({
    image: new Circle({ radius: 6, fill: new Fill({ color }), stroke: new Stroke({ color: halo, width: 2 }) }),
  });
}

function badge(count: number, ring: string, { badge: color, badgeText }: Palette): Style {
  const text = count > 999 ? `${Math.floor(count / 1_000)}k` : String(count);
  return new Style({
    image: new Circle({
      radius: 10 + text.length * 1.5,
      fill: new Fill({ color }),
      stroke: new Stroke({ color: ring, width: 2.5 }),
    }),
    text: new Text({ text, font: '600 12px system-ui, sans-serif', fill: new Fill({ color: badgeText }), offsetY: 1 }),
  });
}
