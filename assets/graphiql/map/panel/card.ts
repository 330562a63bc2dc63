import { bboxOf } from '../data/geojson.ts';
import { rowsOf, titleOf } from '../data/labels.ts';
import type { Shape } from '../data/shapes.ts';
import { element, icon } from './dom.ts';

export interface CardOptions {
  /** Where the page may load a picture; undefined where its policy keeps it out. */
  readonly addressOf: (url: string) => string | undefined;
  readonly onClose: () => void;
  readonly onZoom: (shape: Shape) => void;
  /** The picture has loaded. */
  readonly onPicture: (shape: Shape, url: string) => void;
}

export interface Card {
  readonly element: HTMLElement;
  show(shape: Shape | undefined): void;
}

/** What is known of the chosen shape, and what can be done with it. */
export function createCard(options: CardOptions): Card {
  const card = element('section', { class: 'map-card', 'aria-label': 'Chosen shape', hidden: true });
  return {
    element: card,
    show(shape) {
      card.hidden = shape === undefined;
      card.replaceChildren(...(shape === undefined ? [] : contentOf(shape, options)));
    },
  };
}

function contentOf(shape: Shape, options: CardOptions): readonly Node[] {
  const { id } = shape.facts;
  const rows = rowsOf(shape.facts).map(([name, value]) =>
    element('div', {}, element('dt', {}, name), element('dd', {}, value)),
  );
  const close = { type: 'button', class: 'map-close', 'aria-label': 'Close', title: 'Close', click: options.onClose };
  return [
    element(
      'header',
      {},
      element('h3', { class: 'map-heading' }, titleOf(shape.facts)),
      element('button', close, icon('close')),
    ),
    element('dl', {}, ...rows),
    element(
      'div',
      { class: 'map-actions' },
      element('button', { type: 'button', class: 'map-button', click: () => options.onZoom(shape) }, 'Zoom to'),
      id === undefined ? undefined : copyButton('Copy id', id),
      copyButton('Copy as bbox', JSON.stringify(bboxOf(shape))),
    ),
    pictureOf(shape, options),
  ];
}

/** Nothing is loaded before the click. */
function pictureOf(shape: Shape, { addressOf, onPicture }: CardOptions): HTMLElement {
  const { picture } = shape.facts;
  const place = element('div', { class: 'map-preview' });
  if (picture === undefined) return place;
  const address = addressOf(picture.url);
  if (address === undefined) {
    const host = new URL(picture.url).host;
    place.append(element('p', { class: 'map-note' }, `Pictures of ${host} are not allowed here: see PICTURE_ORIGINS.`));
    return place;
  }
  const show = () => {
    const image = element('img', { alt: `Preview of ${titleOf(shape.facts)}`, referrerpolicy: 'no-referrer' });
    image.addEventListener('load', () => onPicture(shape, address));
    image.addEventListener('error', () =>
      place.replaceChildren(element('p', { class: 'map-note' }, failureOf(picture))),
    );
    image.src = address;
    place.replaceChildren(image);
  };
  place.append(element('button', { type: 'button', class: 'map-button', click: show }, 'Show preview'));
  return place;
}

function failureOf({ expiresAt }: { readonly expiresAt: string | undefined }): string {
  const isOver = expiresAt !== undefined && Date.parse(expiresAt) < Date.now();
  return isOver
    ? 'The address of the picture has expired. Run the operation again.'
    : 'The picture could not be loaded.';
}

/** The label says for a moment that it worked. */
function copyButton(name: string, text: string): HTMLButtonElement {
  const button = element('button', { type: 'button', class: 'map-button' }, name);
  button.addEventListener('click', async () => {
    const isCopied = await copy(text);
    button.textContent = isCopied ? 'Copied' : 'Not copied';
    setTimeout(() => {
      button.textContent = name;
    }, 1_500);
  });
  return button;
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
