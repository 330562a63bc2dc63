import { json, Refusal } from '../http/replies.ts';
import type { Guesses } from '../world/guesses.ts';

/** Where a page starts, as a client is to say it. */
export interface Position {
  readonly name: string;
  readonly value: number | string;
}

/** The pages around one. */
export interface Neighbours {
  readonly next: Position | undefined;
  readonly previous: Position | undefined;
}

/** Reads a parameter of a request by its name. */
export type Parameter = (name: string) => string | null;

/** Makes a cursor a number that is no offset. */
const FIRST_CURSOR = 100_000;
/** Lists pass over the place that these lead to. */
const DEAD_ENDS: Partial<Record<Guesses['listPosition'], Position>> = {
  bookmark: { name: 'bookmark', value: 'x' },
  'same-page': { name: 'page', value: 2 },
};

/** The neighbours of the page that starts at a row; every page has the same next one where lists run in circles. */
export function neighboursOf(page: { start: number; limit: number; count: number }, guesses: Guesses): Neighbours {
  const { start, limit, count } = page;
  const at = (row: number) => positionAt(row, limit, guesses);
  return {
    next: DEAD_ENDS[guesses.listPosition] ?? (start + limit < count ? at(start + limit) : undefined),
    previous: start > 0 ? at(Math.max(0, start - limit)) : undefined,
  };
}

/** The row at which a page starts. Refuses a token that no page has. */
export function startOf(parameter: Parameter, limit: number, guesses: Guesses): number {
  const name = nameOf(guesses);
  const text = positionIn(parameter, name, guesses);
  if (text === null) return 0;
  switch (name) {
    case 'token':
      return startOfToken(text);
    case 'page':
      return Math.max(0, wholeNumber(text) - 1) * limit;
    case 'cursor':
      return Math.max(0, wholeNumber(text) - FIRST_CURSOR);
    default:
      return name === 'offset' ? wholeNumber(text) : 0;
  }
}

/** Whether a search goes on by the token of an item. */
export function isByToken({ listPosition }: Guesses): boolean {
  return listPosition === 'usual' || listPosition === 'token';
}

/** The text of a position. Clients also know it as `next` where it stands without a name. */
export function positionIn(parameter: Parameter, name: string, guesses: Guesses): string | null {
  return parameter(name) ?? (isNameless(guesses) ? parameter('next') : null);
}

/** 0 for anything else. */
export function wholeNumber(text: string | null): number {
  return /^\d+$/.test(text ?? '') ? Number(text) : 0;
}

function positionAt(row: number, limit: number, guesses: Guesses): Position {
  const name = nameOf(guesses);
  if (name === 'token') return { name, value: Buffer.from(`from ${row}`).toString('base64url') };
  const number = name === 'page' ? Math.floor(row / limit) + 1 : name === 'cursor' ? FIRST_CURSOR + row : row;
  return { name, value: guesses.listPositionAs === 'text' ? String(number) : number };
}

function nameOf(guesses: Guesses): Guesses['listPosition'] {
  if (guesses.listPosition !== 'usual') return guesses.listPosition;
  return isNameless(guesses) ? 'token' : 'offset';
}

function isNameless({ listPaging }: Guesses): boolean {
  return listPaging === 'context' || listPaging === 'next-token';
}

function startOfToken(token: string): number {
  const [, row] = /^from (\d{1,9})$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  if (row === undefined) throw new Refusal(json({ detail: 'Invalid cursor' }, 404));
  return Number(row);
}
