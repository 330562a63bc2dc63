import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import type { Geometry } from 'geojson';
import { describe, expect, test } from 'vitest';
import { LIST_NAMES, parsedListOf } from '../../src/aleph/values/lists.ts';
import { tapedListOf } from '../../src/json/list.ts';
import { Losses } from '../../src/json/losses.ts';
import type { Part } from '../../src/json/record-parts.ts';
import type { RecordType } from '../../src/json/records.ts';
import type { RawJson } from '../../src/json/taped-records.ts';
import { handedOver, inPieces } from '../support/inputs/taped.ts';

type Table = RecordType<object, object>;
type Row = Readonly<Record<string, unknown>> & RawJson;

const FOLDER = new URL('../../src/aleph/', import.meta.url);
/** Every table of rows that a file of a noun exports, by its name. Children are read with the row that holds them. */
const TABLES: readonly (readonly [name: string, table: Table])[] = (
  await Promise.all(
    readdirSync(FOLDER)
      .filter((file) => file.endsWith('.ts'))
      .map((file) => import(new URL(file, FOLDER).href)),
  )
).flatMap((module) => Object.entries(module).filter((entry): entry is [string, Table] => isTable(entry[1])));

function isTable(value: unknown): value is Table {
  if (typeof value !== 'object' || value === null || !('sharedNames' in value && 'asChild' in value)) return false;
  return (value as Table).asChild.parts.members.every(({ paths }) => paths.length > 0);
}

const POLYGON: Geometry = { type: 'Polygon', coordinates: [[[1, 2], [1.1, 2], [1.1, 2.1], [1, 2]]] }; // biome-ignore format: one ring
/** Values that mean something to one kind or another. */
const MEANT: readonly unknown[] = [
  ...['a', 'Ünïcode "x"', '2.0.1', '32610', 'received', 'image/tiff;', 'https://example.test/a.tif', 's3://b/a'],
  ...['2026-02-07T03:35:41.440063+00:00', '2023-01-30T01:01:30Z', '2026-02-07 03:35:41'],
  ...[1, 0, 50, 169, -12.5, 0.7, 32_649, 2 ** 31 - 1, true, false],
  ...[[1, 2, 3, 4], [1, 2, -5, 3, 4, 900], ['ms', 7], ['data'], [[0, 0, 1, 1], 'x'], [['2026-01-01T00:00:00Z', null]]],
  ...[POLYGON, { type: 'Point', coordinates: [4, 52] }, { task_id: 7, deep: { er: [1] } }, { type: 'OrderAccepted' }],
  [{ rel: 'self', href: 'https://example.test/items/a' }],
  {
    visual: { href: 'https://example.test/v.tif', roles: ['data'] },
    rel: { href: 'r.tif' },
    s3: { href: 's3://b/a' },
    bare: 'https://example.test/b.tif',
    none: null,
  },
  [{ name: 'zip', url: 'https://example.test/z.zip', 'eo:bands': [{ name: 'Red' }] }, null, 'x'],
  { spatial: { bbox: [[0, 0, 1, 1]] }, temporal: { interval: [[null, '2026-01-01T00:00:00Z']] } },
];
const ODD = fc.oneof(
  fc.constantFrom<unknown>(null, '', 'x', 1.5, -1, -999, -0, 1e300, 2 ** 31, true, [], {}, [1], [null], { a: 1 }),
  fc.constantFrom<unknown>('2020-02-30', 'yesterday', { type: 'Polygon', coordinates: '[[[1,2]]]' }, [0, 0, 60, 60]),
  fc.constantFrom<unknown>(
    {
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [60, 0],
          [60, 60],
          [0, 0],
        ],
      ],
    },
    { visual: 7 },
  ),
  fc.jsonValue({ maxDepth: 3, stringUnit: 'grapheme-ascii' }),
);

/** A value for a member: mostly one that means something to its kind. */
function valueFor({ kind, children }: Part): fc.Arbitrary<unknown> {
  const meant = MEANT.filter((value) =>
    children === undefined ? kind.of(value) !== undefined : typeof value === 'object',
  );
  return fc.oneof({ arbitrary: fc.constantFrom(...meant), weight: 12 }, { arbitrary: ODD, weight: 1 });
}

/** Rows of a noun: some of its places are filled, each with something for it or against it. */
function rowFor({ asChild }: Table): fc.Arbitrary<unknown> {
  const places = asChild.parts.members.flatMap((part) => part.paths.map((path) => ({ path, value: valueFor(part) })));
  const filled = fc.tuple(...places.map(({ value }) => fc.option(value, { nil: undefined, freq: 6 })));
  const row = filled.map((values) => {
    const made: Record<string, unknown> = {};
    values.forEach((value, index) => {
      if (value !== undefined) put(made, places[index]?.path ?? [], value);
    });
    return made;
  });
  return fc.oneof({ arbitrary: row, weight: 12 }, { arbitrary: ODD, weight: 1 });
}

function put(holder: Record<string, unknown>, [name = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    holder[name] ??= value;
    return;
  }
  const inner = holder[name];
  const isObject = typeof inner === 'object' && inner !== null && !Array.isArray(inner);
  const next = isObject ? { ...inner } : {};
  holder[name] = next;
  put(next as Record<string, unknown>, rest, value);
}

/** All that can be read of a record: one on a tape has its members out of sight. */
function plain(row: unknown): unknown {
  return JSON.parse(JSON.stringify(row ?? null));
}

const SHARED = { contractId: 'cont.1', orderId: '000383', holderIds: ['a', 'b'], source: { kind: 'task', taskId: 7 } };

function sharedOf({ sharedNames }: Table): object {
  return Object.fromEntries(Object.entries(SHARED).filter(([name]) => sharedNames.includes(name)));
}

function expectSame(table: Table, text: string, sizes: readonly number[]): number {
  const list = tapedListOf(inPieces(text, sizes), LIST_NAMES);
  if (list === undefined) return 0;
  const [onTape, parsed] = [new Losses(), new Losses()];
  const shared = sharedOf(table);
  const taped = table.listOf(shared, list, onTape);
  const expected = table.listOf(shared, parsedListOf(JSON.parse(text)), parsed);
  expect(taped.map(plain)).toEqual(expected.map(plain));
  expect(onTape.skipped.rows).toBe(parsed.skipped.rows);
  const missing = ({ skipped }: Losses) => requiredNames(table).filter((name) => skipped.members.includes(name));
  expect(missing(onTape)).toEqual(missing(parsed));
  taped.forEach((row, index) => {
    const names = table.asChild.parts.members.map(({ name }) => name);
    for (const name of names) expectCopied(row as Row | undefined, expected[index] as Row | undefined, name);
  });
  return taped.length;
}

/** Bytes that may stand in for a member read as the member does. */
function expectCopied(taped: Row | undefined, parsed: Row | undefined, name: string): void {
  const copied = handedOver((target) => taped?.copyRaw?.([name], 0, target));
  if (copied === undefined) return;
  expect(plain(parsed?.[name])).toEqual(JSON.parse(copied));
  expect(copied).not.toMatch(/[\r\n]/);
}

describe.each(TABLES)('the table %s', (_name, table) => {
  const rows = fc.array(rowFor(table), { maxLength: 4 });

  test('reads the same from the tape as from parsed JSON, loses the same rows, and copies what it reads', () => {
    let compared = 0;
    const sizes = fc.array(fc.integer({ min: 40, max: 2_000 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(rows, sizes, (list, cuts) => {
        compared += expectSame(table, JSON.stringify(list), cuts);
      }),
      { numRuns: 150 },
    );
    expect(compared).toBeGreaterThan(100);
  });

  test('does so where names come twice, numbers are odd and values stand in spaces', () => {
    const twice = fc.tuple(rowFor(table), rowFor(table)).map(([one, other]) => {
      const [first = '{}', second = '{}'] = [one, other].map((row) => JSON.stringify(isRecord(row) ? row : {}));
      const inner = [first, second].map((text) => text.slice(1, -1)).filter(Boolean);
      return `[{${inner.join(' , ')}}]`
        .replaceAll('0.7', '0.70')
        .replaceAll(':1,', ' : 1.0e0 ,')
        .replaceAll(':50,', ':-0,');
    });
    fc.assert(
      fc.property(twice, (text) => {
        expectSame(table, text, [65_536]);
      }),
      { numRuns: 100 },
    );
  });

  test('does so for a list of twenty shapes, cut at every byte', () => {
    const [row] = fc.sample(rowFor(table).filter(isRecord), { numRuns: 1, seed: 7 });
    const shapes = Array.from({ length: 20 }, (_, index) => ({
      ...Object.fromEntries([[`more${index}`, index]]),
      ...(row as object),
    }));
    const text = JSON.stringify(shapes);
    expect(expectSame(table, text, [97, 64])).toBe(20);
    // One row, with a cut before each of its bytes.
    const one = JSON.stringify([row]);
    for (let at = 1; at < Math.min(one.length, 400); at += 1) expectSame(table, one, [at, one.length]);
  });

  test('names the required member that keeps a row out', () => {
    const required = requiredNames(table);
    const losses = new Losses();
    expect(table.listOf(sharedOf(table), parsedListOf([{}, null, 'x', []]), losses).filter(Boolean)).toEqual(
      required.length === 0 ? [expect.anything()] : [],
    );
    expect(losses.skipped.members).toEqual(required.slice(0, 1));
    expect(losses.skipped.rows).toBe(required.length === 0 ? 3 : 4);
  });
});

/** Names on the wire, in the order of the table. */
function requiredNames({ asChild: { parts } }: Table): readonly string[] {
  const required = parts.members.filter((_, index) => parts.required.includes(index));
  return required.map(({ paths }) => paths.toSorted((a, b) => a.length - b.length)[0]?.join('.') ?? '');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
