import { readdirSync, readFileSync } from 'node:fs';
import { buildSchema, isEnumType, isInputObjectType, isObjectType, Lexer, Source, TokenKind } from 'graphql';
import type { Dice } from '../../test/support/inputs/dice.ts';
import { type BadInput, type HeaderLines, NORTH_LINES, requestBytes } from './wire.ts';

const ROOT = new URL('../../', import.meta.url);
const OPERATIONS = readdirSync(new URL('examples/operations/', ROOT))
  .filter((file) => file.endsWith('.graphql'))
  .map((file) => readFileSync(new URL(`examples/operations/${file}`, ROOT), 'utf8'));
const DOCUMENTS = OPERATIONS.map(tokensOf);

/** Literals that fit nowhere, or look as if they did. */
const VALUES = [
  '1e999',
  '-1',
  '0',
  '2147483648',
  '99999999999999999999',
  '0x10',
  '1.5',
  'null',
  'true',
  '""',
  '"../../etc"',
  '"a%2fb"',
  '"\\u0000"',
  '"\\uD800"',
  '"2026-02-30"',
  '"""block"""',
];

/** What a mutation puts where it does not belong. */
const STRANGE = [
  ...VALUES,
  '"unterminated',
  '$missing',
  '[[[[[]]]]]',
  '{ __proto__: { polluted: true } }',
  '@skip(if: true)',
  '@include(if: $nope)',
  '@deprecated',
  '...',
  '... on Contract { id }',
  '...Page',
  '__proto__',
  'constructor',
  '__typename',
  '__schema { types { name } }',
  'fragment Page on Contract { ...Page }',
  'mutation M { x }',
  'subscription',
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  '!',
  ':',
  '&',
  '\u0007',
  '\u{1F6F0}',
];
const SCHEMA_NAMES = namesOfSchema();
const NAMES = [...STRANGE, ...SCHEMA_NAMES];

const VARIABLES = [
  { city: [121.2, 31, 121.7] },
  { city: ['NaN', 31, 121.7, 31.5] },
  { city: [121.2, 41, 121.7, 31.5], from: '2025-10-01' },
  { city: [181, 31, 182, 31.5] },
  { from: '2026-02-30' },
  { from: '2027-01-01', to: '2026-01-01' },
  { first: 100_000 },
  { first: '3' },
  { first: null },
  { first: 1.5 },
  { collection: '../x' },
  { collection: 'a\u0000b' },
  { search: '\uD800' },
  { search: 'x'.repeat(2_000) },
  { search: { __proto__: 1 } },
  { conditions: { op: 'and', args: 'x' } },
  { conditions: { op: 'system', args: [] } },
  { unknown: 1 },
  {},
];

type Mutation = (tokens: readonly string[], dice: Dice) => readonly string[];

/** Each spoils one place of a document; most results are bad, some stay good. */
const MUTATIONS: readonly Mutation[] = [
  (tokens, dice) => tokens.toSpliced(dice.int(0, tokens.length - 1), 1),
  (tokens, dice) => tokens.toSpliced(dice.int(0, tokens.length - 1), dice.int(1, 8)),
  (tokens, dice) => tokens.toSpliced(dice.int(0, tokens.length), 0, dice.pick(NAMES)),
  (tokens, dice) => tokens.toSpliced(dice.int(0, tokens.length - 1), 1, dice.pick(NAMES)),
  (tokens, dice) => tokens.toSpliced(dice.int(0, tokens.length), 0, ...slice(tokens, dice)),
  (tokens, dice) => tokens.slice(0, dice.int(1, tokens.length)),
  (tokens, dice) => tokens.flatMap((token) => (token === dice.pick(tokens) ? [token, token] : [token])),
  swapped,
  renamed,
  renamed,
  renamed,
  valuesReplaced,
  valuesReplaced,
  (tokens, dice) => repeated(tokens, dice.int(2, 60)),
];

/** A valid operation spoilt in one to three places, with variables that may not fit. */
export function mutatedQuery(dice: Dice, caller: HeaderLines = NORTH_LINES): BadInput {
  let tokens = dice.pick(DOCUMENTS);
  const times = dice.int(1, 3);
  for (let round = 0; round < times; round += 1) tokens = dice.pick(MUTATIONS)(tokens, dice);
  const variables = dice.chance(0.5) ? dice.pick(VARIABLES) : undefined;
  const body = JSON.stringify({ query: tokens.join(' '), variables });
  return { name: body, bytes: requestBytes({ headers: caller, body }) };
}

/** A valid body with one to four bytes replaced. */
export function flippedBody(dice: Dice, caller: HeaderLines = NORTH_LINES): BadInput {
  const body = Buffer.from(JSON.stringify({ query: dice.pick(OPERATIONS), variables: { first: 2 } }));
  const bytes = requestBytes({ headers: caller, body: dice.flipped(body, dice.int(1, 4)) });
  return { name: bytes.toString('latin1'), bytes };
}

const BASIC = { Authorization: `Basic ${Buffer.from('sandbox-north:sandbox-north-secret').toString('base64')}` };
const CALLERS = [NORTH_LINES, BASIC, { Authorization: 'Bearer never-given-out' }];
const BODY = JSON.stringify({ query: '{ contracts { id } }' });

/** A valid request with one to three bytes of one header's value replaced. */
export function flippedHeader(dice: Dice, callers: readonly HeaderLines[] = CALLERS): BadInput {
  const headers: Record<string, string> = {
    Host: '127.0.0.1',
    'Content-Type': 'application/json; charset=utf-8',
    Accept: 'application/graphql-response+json, application/json;q=0.9',
    Origin: 'https://maps.example.com',
    'X-Request-Id': 'request-0001',
    'X-Aleph-Receipt': '1',
    ...dice.pick(callers),
  };
  const [name, value] = dice.pick(Object.entries(headers));
  const spoilt = dice.flipped(Buffer.from(value, 'latin1'), dice.int(1, 3)).toString('latin1');
  const bytes = requestBytes({ headers: { ...headers, [name]: spoilt || ' ' }, body: BODY });
  return { name: bytes.toString('latin1'), bytes };
}

function tokensOf(text: string): readonly string[] {
  const lexer = new Lexer(new Source(text));
  const tokens: string[] = [];
  for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
    tokens.push(text.slice(token.start, token.end));
  }
  return tokens;
}

function namesOfSchema(): readonly string[] {
  const schema = buildSchema(readFileSync(new URL('schema.graphql', ROOT), 'utf8'));
  return Object.values(schema.getTypeMap()).flatMap((type) => {
    if (isEnumType(type)) return type.getValues().map(({ name }) => name);
    return isObjectType(type) || isInputObjectType(type) ? [type.name, ...Object.keys(type.getFields())] : [type.name];
  });
}

function slice(tokens: readonly string[], dice: Dice): readonly string[] {
  const from = dice.int(0, tokens.length - 1);
  return tokens.slice(from, from + dice.int(1, 30));
}

function swapped(tokens: readonly string[], dice: Dice): readonly string[] {
  const [a, b] = [dice.int(0, tokens.length - 1), dice.int(0, tokens.length - 1)];
  return tokens.with(a, tokens[b] ?? '').with(b, tokens[a] ?? '');
}

/** One name becomes another of the schema, so that the syntax stays good. */
function renamed(tokens: readonly string[], dice: Dice): readonly string[] {
  const places = tokens.flatMap((token, at) => (/^[a-z]/i.test(token) ? [at] : []));
  return places.length === 0 ? tokens : tokens.with(dice.pick(places), dice.pick(SCHEMA_NAMES));
}

/** Some literals become odd ones, which mostly are literals as well. */
function valuesReplaced(tokens: readonly string[], dice: Dice): readonly string[] {
  return tokens.map((token) => (/^["\d]/.test(token) && dice.chance(0.5) ? dice.pick(VALUES) : token));
}

/** The selection of the first block, many times over under aliases. */
function repeated(tokens: readonly string[], times: number): readonly string[] {
  const start = tokens.indexOf('contracts');
  if (start < 0) return tokens;
  const block = tokens.slice(start, -1);
  return [
    ...tokens.slice(0, start),
    ...Array.from({ length: times }, (_, index) => [`a${index}`, ':', ...block]).flat(),
    ...tokens.slice(-1),
  ];
}
