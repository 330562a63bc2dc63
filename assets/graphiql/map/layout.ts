import { type Card, type CardOptions, createCard } from './panel/card.ts';
import { element, tool } from './panel/dom.ts';
import { createDrawBar, type DrawBar, type DrawBarOptions } from './panel/draw-bar.ts';
import { createList, type ListOptions, type ShapeList } from './panel/list.ts';

export interface LayoutOptions {
  readonly pane: HTMLElement;
  readonly tools: HTMLElement;
  readonly list: ListOptions;
  readonly card: CardOptions;
  readonly drawBar: DrawBarOptions;
  readonly onDraw: (mode: 'box' | 'polygon') => void;
  readonly onFit: () => void;
  readonly onDownload: () => void;
  /** Who made the background. */
  readonly credit: string;
}

export interface Layout {
  /** Takes the map. */
  readonly target: HTMLElement;
  readonly bar: HTMLElement;
  readonly legend: HTMLElement;
  readonly list: ShapeList;
  readonly card: Card;
  readonly drawBar: DrawBar;
  /** Shows which tool is at work. */
  press(mode: 'box' | 'polygon' | undefined): void;
  /** Text in place of shapes; none hides it. */
  say(text: string): void;
  /** Whether there is anything to list, to fit to and to download. */
  enable(hasShapes: boolean): void;
}

/** The parts of the pane around the map. */
export function createLayout(options: LayoutOptions): Layout {
  const { pane, tools } = options;
  const [list, card, drawBar] = [createList(options.list), createCard(options.card), createDrawBar(options.drawBar)];
  const target = element('div', {
    class: 'map-target',
    tabindex: '0',
    role: 'application',
    'aria-label': 'Map. Arrow keys move it, plus and minus zoom. The list beside it has the same shapes.',
  });
  const empty = element('p', { class: 'map-empty', role: 'status', hidden: true });
  const legend = element('div', { class: 'map-legend' });
  const bar = element('div', { class: 'map-bar' });
  const credit = element('p', { class: 'map-credit' }, options.credit);
  const side = element('div', { class: 'map-side', id: 'map-side' }, card.element, list.element);
  const buttons = toolsOf(options, () => {
    const isOpen = pane.classList.toggle('has-side');
    buttons.shapes.setAttribute('aria-expanded', String(isOpen));
  });
  buttons.shapes.setAttribute('aria-controls', 'map-side');
  buttons.shapes.setAttribute('aria-expanded', 'true');
  pane.classList.add('has-side');
  tools.replaceChildren(...Object.values(buttons));
  const stage = element('div', { class: 'map-stage' }, target, empty, bar);
  pane.replaceChildren(drawBar.element, stage, element('footer', { class: 'map-footer' }, legend, credit), side);

  return {
    target,
    bar,
    legend,
    list,
    card,
    drawBar,
    press(mode) {
      buttons.box.setAttribute('aria-pressed', String(mode === 'box'));
      buttons.polygon.setAttribute('aria-pressed', String(mode === 'polygon'));
    },
    say(text) {
      empty.textContent = text;
      empty.hidden = text === '';
    },
    enable(hasShapes) {
      for (const button of [buttons.fit, buttons.download]) button.disabled = !hasShapes;
    },
  };
}

function toolsOf({ onDraw, onFit, onDownload }: LayoutOptions, toggleSide: () => void) {
  return {
    box: tool('Draw box', 'Box', 'box', () => onDraw('box')),
    polygon: tool('Draw polygon', 'Polygon', 'polygon', () => onDraw('polygon')),
    fit: tool('Fit to data', 'Fit', 'fit', onFit),
    download: tool('Download GeoJSON', 'GeoJSON', 'download', onDownload),
    shapes: tool('List of shapes', 'Shapes', 'list', toggleSide),
  };
}
