import { recordOf } from '../values/wire.ts';

/** Parameters of a request by which a listing goes on, such as `offset` or `token`, as Aleph named them. */
export type Onwards = Readonly<Record<string, string | number>>;

/**
 * A position in a listing: the number of rows before it, or a place in the answer to `at`. Lists of Aleph go on by
 * offset, by page, or by a token. Only an offset can name each row; the others name an answer.
 *
 * @example
 * const first = await client.listTasks(contractId, { limit: 100, offset: 0 });
 * const place: ListPosition | undefined = first.next;
 * const second = place && (await client.listTasks(contractId, { limit: 100, offset: place }));
 */
export type ListPosition = number | AnswerPlace;

/** A place in one answer. */
export interface AnswerPlace {
  /** Rows of the answer before it. */
  readonly index: number;
  /** The id of the row before it. The answer may have grown since, and then the id tells the place. */
  readonly behind?: string | undefined;
  /** Parameters that name the answer; absent for a list that comes as one answer. */
  readonly at?: Onwards | undefined;
}

/** Names by which listings go on. `limit` and the like belong to the position where pages are numbered. */
export const POSITION_NAMES = ['offset', 'page', 'cursor', 'token'];
export const SIZE_NAMES = ['limit', 'page_size', 'per_page'];

const NAMES: ReadonlySet<string> = new Set([...POSITION_NAMES, ...SIZE_NAMES]);
/** Texts go back to Aleph unchanged, so control characters are rejected. */
const TOKEN = /^[^\p{Cc}\p{Cs}]{1,2048}$/u;
const LONGEST_ID = 2_048;
const FURTHEST_INDEX = 10_000;

export function isPositionValue(value: unknown): value is string | number {
  return typeof value === 'string' ? TOKEN.test(value) : isOffset(value);
}

/** A number of rows. */
function isOffset(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/** Whether a value out of a cursor can be a position. */
export function isListPosition(value: unknown): value is ListPosition {
  return isOffset(value) || isAnswerPlace(value);
}

export function isAnswerPlace(value: unknown): value is AnswerPlace {
  const { index, behind, at } = recordOf(value) ?? {};
  const isId = behind === undefined || (typeof behind === 'string' && behind.length <= LONGEST_ID);
  return isOffset(index) && index <= FURTHEST_INDEX && isId && (at === undefined || isOnwards(at));
}

function isOnwards(value: unknown): value is Onwards {
  const entries = Object.entries(recordOf(value) ?? { '': value });
  return entries.every(([name, one]) => NAMES.has(name) && isPositionValue(one));
}

/**
 * The index of the first row behind a place. Rows may have come or gone since the place was noted, so its id is looked
 * for. The index counts only where the id is gone.
 */
export function indexOfPlace<T>(rows: readonly T[], { index, behind }: AnswerPlace, idOf: (row: T) => string): number {
  const before = rows[index - 1];
  if (behind === undefined || (before !== undefined && idOf(before) === behind)) return index;
  const found = rows.findIndex((row) => idOf(row) === behind);
  return found === -1 ? index : found + 1;
}
