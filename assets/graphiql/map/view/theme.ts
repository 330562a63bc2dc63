import type { Theme } from '../data/colors.ts';

/** Colours that a canvas needs; those of the page stand in its style sheet. */
export interface Palette {
  readonly name: Theme;
  readonly land: string;
  readonly coast: string;
  readonly border: string;
  readonly grid: string;
  readonly gridText: string;
  readonly halo: string;
  readonly accent: string;
  readonly badge: string;
  readonly badgeText: string;
}

export const PALETTES: Readonly<Record<Theme, Palette>> = {
  light: {
    name: 'light',
    land: '#f7f6f1',
    coast: '#9fb2bf',
    border: '#d3d0c4',
    grid: 'rgba(43, 79, 110, 0.14)',
    gridText: '#51677a',
    halo: '#ffffff',
    accent: '#0b5cad',
    badge: '#1d2b3a',
    badgeText: '#ffffff',
  },
  dark: {
    name: 'dark',
    land: '#283343',
    coast: '#566a80',
    border: '#3b495c',
    grid: 'rgba(190, 212, 235, 0.12)',
    gridText: '#9fb3c8',
    halo: '#0e1620',
    accent: '#7cc0ff',
    badge: '#e8eef5',
    badgeText: '#101a26',
  },
};

/** GraphiQL sets a class for a chosen theme; without one the system decides. */
export function currentTheme(): Theme {
  const { classList } = document.body;
  if (classList.contains('graphiql-dark')) return 'dark';
  if (classList.contains('graphiql-light')) return 'light';
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

export function onThemeChange(changed: () => void): void {
  let before = currentTheme();
  const look = () => {
    if (currentTheme() === before) return;
    before = currentTheme();
    changed();
  };
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', look);
  new MutationObserver(look).observe(document.body, { attributes: true, attributeFilter: ['class'] });
}
