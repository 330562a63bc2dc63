import type Control from 'ol/control/Control.js';
import MousePosition from 'ol/control/MousePosition.js';
import OverviewMap from 'ol/control/OverviewMap.js';
import ScaleLine from 'ol/control/ScaleLine.js';
import Zoom from 'ol/control/Zoom.js';
import VectorLayer from 'ol/layer/Vector.js';
import View from 'ol/View.js';
import { coordinatesOf } from '../data/labels.ts';
import { wrap } from '../data/spans.ts';
import type { BaseMap } from './base.ts';
import { toDegrees, WORLD_WIDTH } from './mercator.ts';

const OVERVIEW_PIXELS = 128;

/** Controls for orientation. Scale and coordinates stand in the bar below the map. */
export function createControls({ coarse, styleOf }: BaseMap, bar: HTMLElement): readonly Control[] {
  const world = new View({
    center: [0, 2_200_000],
    resolutions: [WORLD_WIDTH / OVERVIEW_PIXELS],
    enableRotation: false,
  });
  return [
    new Zoom({ zoomInTipLabel: 'Zoom in', zoomOutTipLabel: 'Zoom out', zoomOutLabel: '−' }),
    new ScaleLine({ target: bar, minWidth: 72 }),
    new MousePosition({
      target: bar,
      className: 'map-pointer',
      placeholder: '',
      coordinateFormat: (coordinate = []) => {
        const [longitude, latitude] = toDegrees(coordinate);
        return coordinatesOf(wrap(longitude), latitude);
      },
    }),
    new OverviewMap({
      layers: [
        new VectorLayer({ source: coarse, style: (feature) => (isBorder(feature) ? undefined : styleOf(feature)) }),
      ],
      view: world,
      collapsed: false,
      collapsible: false,
    }),
  ];
}

/** A picture of that size has no room for borders. */
function isBorder(feature: { get(name: string): unknown }): boolean {
  return feature.get('role') === 'border';
}
