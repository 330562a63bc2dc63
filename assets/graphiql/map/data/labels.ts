import type { Facts, Kind } from './facts.ts';

const KINDS: Readonly<Record<Kind, string>> = {
  item: 'Item',
  task: 'Task',
  order: 'Order',
  pass: 'Pass',
  area: 'Area',
};

/** A name for people: its own, else its id. */
export function titleOf({ kind, id, name }: Facts): string {
  if (name !== undefined) return name;
  return id === undefined ? `${KINDS[kind]} without an id` : id;
}

/** Time, clouds and status in one line. */
export function subtitleOf({ kind, time, cloudCover, status }: Facts): string {
  const clouds = cloudCover === undefined ? undefined : `${numberOf(cloudCover)} % cloud`;
  return [KINDS[kind], clouds, status?.toLowerCase().replaceAll('_', ' '), time].filter(Boolean).join(' · ');
}

/** Names and values of a card. */
export function rowsOf(facts: Facts): readonly (readonly [name: string, value: string])[] {
  const percent = (value: number | undefined) => (value === undefined ? undefined : `${numberOf(value)} %`);
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['Id', facts.id === titleOf(facts) ? undefined : facts.id],
    ['Time', facts.time],
    ['Cloud cover', percent(facts.cloudCover)],
    ['Coverage', percent(facts.coverage)],
    ['Status', facts.status],
    ['Satellite', facts.platform],
    ['Resolution', facts.gsd === undefined ? undefined : `${numberOf(facts.gsd)} m`],
  ];
  return rows.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
}

/** One shape, several shapes. */
export function countOf(count: number, noun = 'shape'): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

/** Degrees with the letter of the hemisphere, e.g. 31.2304° N, 121.4737° E. */
export function coordinatesOf(longitude: number, latitude: number): string {
  const part = (value: number, letters: string) => `${Math.abs(value).toFixed(4)}° ${letters[value < 0 ? 1 : 0]}`;
  return `${part(latitude, 'NS')}, ${part(longitude, 'EW')}`;
}

function numberOf(value: number): string {
  return String(Number(value.toFixed(value < 1 ? 2 : 1)));
}
