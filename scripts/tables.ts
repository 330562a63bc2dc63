import {
  MOST_COLLECTIONS,
  MOST_IDS,
  MOST_RINGS,
  MOST_SORT_KEYS,
  MOST_VERTICES,
} from '../src/aleph/imagery/search-input.ts';
import { ERROR_CODES } from '../src/exchange/error-codes.ts';
import { MOST_ROWS } from '../src/resolvers/arguments.ts';
import { MOST_NODES } from '../src/resolvers/nodes.ts';
import { MOST_KEYS } from '../src/schema/assets.ts';

type Row = readonly string[];

const FAILED = { operation: 'request', either: 'either', read: 'field' } as const;
const SCOPES = ['operation', 'either', 'read'] as const;
/** A field that fails leaves the rest of the reply as it is. */
const STATUS_OF_FIELDS = 200;

/** The table of error codes. Codes about which the same is said share a row. */
export function tableOfErrors(): readonly Row[] {
  const codes = Object.entries(ERROR_CODES);
  const sorted = SCOPES.flatMap((scope) => codes.filter(([, { fails }]) => fails === scope));
  const rows = grouped(sorted, ([, { fails, retryable, advice }]) => [fails, retryable, advice].join());
  const body = rows.map((row) => {
    const [[, { fails, retryable, advice }]] = row;
    const statuses = row.map(([, { status }]) => (fails === 'read' ? STATUS_OF_FIELDS : status));
    const isOne = new Set(statuses).size === 1;
    const names = row.map(([code]) => `\`${code}\``);
    return [names.join(', '), FAILED[fails], (isOne ? statuses.slice(0, 1) : statuses).join(', '), retryable, advice];
  });
  return [['code', 'fails', 'HTTP', 'retryable', 'advice'], ...body];
}

/** The codes for the client, which imports nothing of the server. */
export function typeOfErrorCodes(): string {
  const codes = Object.keys(ERROR_CODES).map((code) => `'${code}'`);
  return `/** Written by npm run tables. */\nexport type ErrorCode = ${codes.join(' | ')};\n`;
}

/** Rows of the table of limits, without those that are written by hand. A row is found by its first cell. */
export function limitsOf(): readonly Row[] {
  const sizes = Object.entries(MOST_ROWS);
  const bySize = grouped(sizes, ([, most]) => most);
  const first = bySize.map((listings) => {
    const [[, most]] = listings;
    return `${inWords(most)} ${listings.map(([name]) => name).join(' or ')}`;
  });
  return [
    ['`first`', first.join(', '), ''],
    ['`nodes(ids:)`, `assets(keys:)`', `${inWords(MOST_NODES)}, ${inWords(MOST_KEYS)}`, ''],
    [
      'a STAC search',
      [
        `${inWords(MOST_VERTICES)} vertices in ${inWords(MOST_RINGS)} rings or lines`,
        `${inWords(MOST_IDS)} ids`,
        `${inWords(MOST_COLLECTIONS)} collections`,
        `${inWords(MOST_SORT_KEYS)} sort keys`,
      ].join(', '),
      '',
    ],
  ];
}

/** The document with another table in the section of this title. */
export function withTable(markdown: string, title: string, rows: readonly Row[]): string {
  const { start, end } = placeOfTable(markdown, title);
  return `${markdown.slice(0, start)}${printTable(rows)}${markdown.slice(end)}`;
}

/** The document with one row of a table replaced: the row with the same first cell. */
export function withRow(markdown: string, title: string, row: Row): string {
  const { start, end } = placeOfTable(markdown, title);
  const [head = '', , ...body] = markdown.slice(start, end).trimEnd().split('\n');
  const rows = [head, ...body].map(cellsOf);
  if (!rows.some(([name]) => name === row[0])) throw new Error(`the table under "${title}" has no row ${row[0]}`);
  return withTable(
    markdown,
    title,
    rows.map((one) => (one[0] === row[0] ? row : one)),
  );
}

function placeOfTable(markdown: string, title: string): { readonly start: number; readonly end: number } {
  const section = markdown.indexOf(`\n## ${title}\n`);
  const start = markdown.indexOf('\n|', section) + 1;
  const [table] = /^(?:\|.*\n)+/.exec(markdown.slice(start)) ?? [];
  if (section < 0 || table === undefined) throw new Error(`there is no table under "${title}"`);
  return { start, end: start + table.length };
}

function cellsOf(line: string): Row {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

/** Values with the same key, in the order of their first value. */
function grouped<T>(values: readonly T[], keyOf: (value: T) => unknown): readonly (readonly [T, ...T[]])[] {
  const groups = new Map<unknown, [T, ...T[]]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group === undefined) groups.set(keyOf(value), [value]);
    else group.push(value);
  }
  return [...groups.values()];
}

/** Columns as wide as their widest cell. */
function printTable([head = [], ...body]: readonly Row[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...body].map((row) => row[column]?.length ?? 0)));
  const print = (row: Row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |\n`;
  const rule = widths.map((width) => '-'.repeat(width));
  return [head, rule, ...body].map(print).join('');
}

function inWords(count: number): string {
  return count.toLocaleString('en');
}
