import type { Box } from '../data/parts.ts';
import { element } from './dom.ts';

export interface DrawBarOptions {
  /** A box in numbers. */
  readonly onBox: (box: Box) => void;
  readonly onCancel: () => void;
  /** Runs the operation. */
  readonly onRun: () => void;
}

export interface DrawBar {
  readonly element: HTMLElement;
  /** Explains how to draw. A box may be typed as well. */
  explain(mode: 'box' | 'polygon', view: Box): void;
  /** Says what came of the drawing; `canRun` offers to run the operation. */
  say(text: string, canRun: boolean): void;
  hide(): void;
}

const SIDES = ['West', 'South', 'East', 'North'] as const;

export function createDrawBar({ onBox, onCancel, onRun }: DrawBarOptions): DrawBar {
  const message = element('p', { class: 'map-message', role: 'status' });
  const fields = SIDES.map(fieldOf);
  const form = element(
    'form',
    { class: 'map-form', 'aria-label': 'Box in degrees' },
    ...fields,
    button('Use these degrees'),
  );
  const run = button('Run again', onRun);
  const cancel = button('Cancel', onCancel);
  run.classList.add('is-main');
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const box = boxIn(fields);
    if (box !== undefined) onBox(box);
  });
  const bar = element('div', { class: 'map-draw-bar', hidden: true }, message, form, run, cancel);
  const show = (text: string, parts: { readonly form: boolean; readonly run: boolean; readonly close: string }) => {
    bar.hidden = false;
    message.textContent = text;
    form.hidden = !parts.form;
    run.hidden = !parts.run;
    cancel.textContent = parts.close;
  };
  return {
    element: bar,
    explain(mode, view) {
      fields.forEach((field, index) => {
        field.value = String(view[index] ?? 0);
      });
      const how =
        mode === 'box' ? 'Drag a box on the map, or click two corners.' : 'Click the corners; a double click ends.';
      show(how, { form: mode === 'box', run: false, close: 'Cancel' });
    },
    say: (text, canRun) => show(text, { form: false, run: canRun, close: 'Close' }),
    hide() {
      bar.hidden = true;
    },
  };
}

function fieldOf(side: (typeof SIDES)[number]): HTMLInputElement {
  const most = side === 'South' || side === 'North' ? '90' : '180';
  const limits = { type: 'number', step: 'any', min: `-${most}`, max: most, required: true };
  return element('input', { ...limits, 'aria-label': side, title: side });
}

/** Without a listener it submits its form. */
function button(name: string, press?: () => void): HTMLButtonElement {
  const kind = press === undefined ? { type: 'submit' } : { type: 'button', click: press };
  return element('button', { class: 'map-button', ...kind }, name);
}

/** The box in the fields. Where they hold none, the browser says why beside a field. */
function boxIn(fields: readonly HTMLInputElement[]): Box | undefined {
  const [west = 0, south = 0, east = 0, north = 0] = fields.map(({ valueAsNumber }) => valueAsNumber);
  fields[3]?.setCustomValidity(south > north ? 'North is above south.' : '');
  return fields.every((field) => field.reportValidity()) ? [west, south, east, north] : undefined;
}
