import { colorClassOf, type Theme } from '../data/colors.ts';
import { countOf, subtitleOf, titleOf } from '../data/labels.ts';
import type { Shape } from '../data/shapes.ts';
import { element, swatch } from './dom.ts';

/** Shapes that the list shows at first, and with each press of More. */
const PAGE = 200;

export interface ListOptions {
  readonly onHover: (shapes: readonly Shape[]) => void;
  readonly onPick: (shape: Shape) => void;
  /** Leaves a stack. */
  readonly onAll: () => void;
}

export interface ShapeList {
  readonly element: HTMLElement;
  /** Shows all shapes, or those of one stack. `note` says what the list lacks. */
  show(shapes: readonly Shape[], theme: Theme, note: string, isStack: boolean): void;
  mark(hovered: readonly Shape[], selected: Shape | undefined): void;
  /** Puts the focus on the row of a shape. */
  focus(shape: Shape): void;
}

/** The shapes as buttons: whatever the map shows can be reached and read here. */
export function createList({ onHover, onPick, onAll }: ListOptions): ShapeList {
  const heading = element('h3', { class: 'map-heading', 'aria-live': 'polite' });
  const all = element('button', { type: 'button', class: 'map-link', click: onAll }, 'Show all');
  const note = element('p', { class: 'map-note' });
  const rows = element('ul', { class: 'map-rows' });
  const more = element('button', { type: 'button', class: 'map-link' });
  const buttons = new Map<Shape, HTMLButtonElement>();
  let marked: readonly Shape[] = [];

  const add = (shapes: readonly Shape[], theme: Theme) => {
    for (const shape of shapes.slice(buttons.size, buttons.size + PAGE)) {
      const button = rowOf(shape, theme, { onHover, onPick });
      buttons.set(shape, button);
      rows.append(element('li', {}, button));
    }
    const rest = shapes.length - buttons.size;
    more.hidden = rest === 0;
    more.textContent = `Show ${Math.min(rest, PAGE)} more of ${countOf(shapes.length)}`;
    more.onclick = () => add(shapes, theme);
  };
  return {
    element: sectionOf(heading, all, note, rows, more),
    show(shapes, theme, text, isStack) {
      buttons.clear();
      rows.replaceChildren();
      heading.textContent = isStack ? `${countOf(shapes.length)} here` : countOf(shapes.length);
      all.hidden = !isStack;
      note.textContent = text;
      note.hidden = text === '';
      add(shapes, theme);
    },
    focus: (shape) => buttons.get(shape)?.focus(),
    mark(hovered, selected) {
      for (const shape of marked) buttons.get(shape)?.classList.remove('is-marked');
      marked = hovered;
      for (const shape of marked) buttons.get(shape)?.classList.add('is-marked');
      for (const [shape, button] of buttons) button.setAttribute('aria-pressed', String(shape === selected));
      const [only] = marked;
      if (marked.length === 1 && only) buttons.get(only)?.scrollIntoView({ block: 'nearest' });
    },
  };
}

function sectionOf(...parts: readonly HTMLElement[]): HTMLElement {
  return element('section', { class: 'map-list', 'aria-label': 'Shapes on the map' }, ...parts);
}

function rowOf(
  shape: Shape,
  theme: Theme,
  { onHover, onPick }: Pick<ListOptions, 'onHover' | 'onPick'>,
): HTMLButtonElement {
  const listeners = {
    click: () => onPick(shape),
    focus: () => onHover([shape]),
    blur: () => onHover([]),
    pointerenter: () => onHover([shape]),
    pointerleave: () => onHover([]),
  };
  return element(
    'button',
    { type: 'button', class: 'map-row', 'aria-pressed': 'false', ...listeners },
    swatch(colorClassOf(shape.facts, theme).color),
    element('span', { class: 'map-row-title', title: titleOf(shape.facts) }, titleOf(shape.facts)),
    element('span', { class: 'map-row-text' }, subtitleOf(shape.facts)),
  );
}
