type Attributes = Readonly<Record<string, string | boolean | ((event: Event) => void)>>;

/** An element with attributes, listeners (functions) and children. Texts stay texts, whatever is in them. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly (Node | string | undefined)[]
): HTMLElementTagNameMap[Tag] {
  const created = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') created.addEventListener(name, value);
    else if (typeof value === 'boolean') created.toggleAttribute(name, value);
    else created.setAttribute(name, value);
  }
  created.append(...children.filter((child) => child !== undefined));
  return created;
}

/** A patch of colour, for legend and list. */
export function swatch(color: string): HTMLElement {
  const patch = element('span', { class: 'map-swatch', 'aria-hidden': 'true' });
  patch.style.setProperty('--swatch', color);
  return patch;
}

const SVG = 'http://www.w3.org/2000/svg';

/** Icons of 16 by 16, as paths. */
const ICONS = {
  box: 'M2.5 4.5v7h11v-7z M1 3h3v3H1z M12 3h3v3h-3z M1 10h3v3H1z M12 10h3v3h-3z',
  polygon: 'M3 5.5 8.5 2 14 6.5 11.5 13.5 4.5 12z',
  fit: 'M2 6V2h4 M10 2h4v4 M14 10v4h-4 M6 14H2v-4',
  list: 'M2 4h.01 M2 8h.01 M2 12h.01 M5.5 4H14 M5.5 8H14 M5.5 12H14',
  download: 'M8 2v8 M4.5 7 8 10.5 11.5 7 M2.5 13.5h11',
  close: 'M4 4l8 8 M12 4l-8 8',
} as const;

export function icon(name: keyof typeof ICONS): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  for (const [key, value] of Object.entries({ viewBox: '0 0 16 16', 'aria-hidden': 'true', class: 'map-icon' })) {
    svg.setAttribute(key, value);
  }
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}

/** A button with an icon, and a short name that narrow panes hide. */
export function tool(name: string, short: string, image: keyof typeof ICONS, press: () => void): HTMLButtonElement {
  return element(
    'button',
    { type: 'button', class: 'map-tool', title: name, 'aria-label': name, click: press },
    icon(image),
    element('span', { class: 'map-tool-name' }, short),
  );
}
