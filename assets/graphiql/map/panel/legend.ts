import { type ColorClass, legendOf, type Theme } from '../data/colors.ts';
import type { Shape } from '../data/shapes.ts';
import { element, swatch } from './dom.ts';

/** The meaning of the colours that are in use, scale by scale. */
export function fillLegend(legend: HTMLElement, shapes: readonly Shape[], theme: Theme): void {
  const entries = legendOf(
    shapes.map(({ facts }) => facts),
    theme,
  );
  const scales = [...new Set(entries.map(({ scale }) => scale))];
  legend.replaceChildren(...scales.map((scale) => scaleOf(scale, entries)));
}

function scaleOf(scale: ColorClass['scale'], entries: readonly ColorClass[]): HTMLElement {
  const items = entries
    .filter((entry) => entry.scale === scale)
    .map(({ name, color }) => element('li', {}, swatch(color), name));
  return element(
    'div',
    { class: 'map-scale' },
    element('span', { class: 'map-scale-name' }, scale),
    element('ul', { 'aria-label': scale }, ...items),
  );
}
