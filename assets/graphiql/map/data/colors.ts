import type { Facts } from './facts.ts';

/** The class of a shape: all shapes of a class have one colour, and one entry in the legend. */
export interface ColorClass {
  readonly name: string;
  readonly scale: 'Cloud cover, %' | 'Status' | 'Other';
  readonly color: string;
}

export type Theme = 'light' | 'dark';

/** Upper ends in percent. From blue to red, as in Paul Tol's sunset scale, which colour-blind people can read. */
const CLOUD_CLASSES = [
  { most: 10, name: '0–10', light: '#2b4fa8', dark: '#8ba6f5' },
  { most: 30, name: '10–30', light: '#2f83b5', dark: '#6cc0e5' },
  { most: 60, name: '30–60', light: '#a97800', dark: '#f2cf6b' },
  { most: 90, name: '60–90', light: '#d2521c', dark: '#f79457' },
  { most: 100, name: '90–100', light: '#a3123a', dark: '#f2668b' },
] as const;

const UNKNOWN = { light: '#5f6b7a', dark: '#a9b4c2' };

/** Words of Aleph for a status, by the colour that they share. */
const STATUS_CLASSES = [
  { words: /^(completed|delivered|published|closed|done|success\w*)$/, light: '#15795a', dark: '#58d0a4' },
  { words: /^(failed|rejected|error|expired|not_\w+)$/, light: '#b3261e', dark: '#ff8a80' },
  { words: /^(cancell?ed|withdrawn)$/, light: '#5f6b7a', dark: '#a9b4c2' },
  { words: /^(received|new|created|pending|queued|submitted)$/, light: '#2563c9', dark: '#86b4ff' },
] as const;

const OTHER_STATUS = { light: '#7a3fb5', dark: '#c79bf5' };
const AREA = { light: '#0f6e84', dark: '#62cfe6' };

/** Imagery is coloured by cloud cover, tasks and orders by status, and all else alike. */
export function colorClassOf({ kind, cloudCover, status }: Facts, theme: Theme): ColorClass {
  if (kind === 'task' || kind === 'order') return statusClass(status, theme);
  if (kind === 'area' && cloudCover === undefined) return { name: 'Areas', scale: 'Other', color: AREA[theme] };
  const found = CLOUD_CLASSES.find(({ most }) => cloudCover !== undefined && cloudCover <= most);
  return { name: found?.name ?? 'unknown', scale: 'Cloud cover, %', color: (found ?? UNKNOWN)[theme] };
}

/** Entries of the legend: the whole scale of clouds where one is used, and each status that occurs. */
export function legendOf(facts: readonly Facts[], theme: Theme): readonly ColorClass[] {
  const used = new Map(facts.map((one) => colorClassOf(one, theme)).map((one) => [`${one.scale} ${one.name}`, one]));
  const classes = [...used.values()];
  const clouds = classes.filter(({ scale }) => scale === 'Cloud cover, %');
  const unknown = clouds.filter(({ name }) => name === 'unknown');
  const others = classes.filter((one) => !clouds.includes(one));
  const scale = clouds.length > 0 ? cloudScale(theme) : [];
  return [...scale, ...unknown, ...others.sort((one, other) => one.name.localeCompare(other.name))];
}

function cloudScale(theme: Theme): readonly ColorClass[] {
  return CLOUD_CLASSES.map((one) => ({ name: one.name, scale: 'Cloud cover, %', color: one[theme] }));
}

function statusClass(status: string | undefined, theme: Theme): ColorClass {
  const word = status?.toLowerCase().replaceAll(/[\s-]/g, '_').slice(0, 40);
  if (word === undefined) return { name: 'unknown', scale: 'Status', color: UNKNOWN[theme] };
  const found = STATUS_CLASSES.find(({ words }) => words.test(word));
  return { name: word.replaceAll('_', ' '), scale: 'Status', color: (found ?? OTHER_STATUS)[theme] };
}
