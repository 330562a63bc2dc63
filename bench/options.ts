import { parseArgs } from 'node:util';
import { type Checkout, checkoutAt } from './checkouts.ts';
import type { Sizes } from './measure.ts';
import { QUERY_NAMES, type QueryName } from './queries.ts';

export const USAGE = `npm run bench -- [options]

  --rounds N     how often each is measured, in turn (3; with --beside 7)
  --seconds N    how long each time (2)
  --warm-up N    for how many seconds each is asked before that (20; with --beside 8)
  --only Q0,Q2   these queries alone
  --peers        also other GraphQL servers, as installed in bench/peers
  --growth       instead: how cost grows, drawn into docs/images/growth.svg
  --beside PATH  instead: this build, the one in another checkout and the handler
  --bound N      with --beside: the highest accepted ratio of CPU per request, this build to the other (1.02);
                 or one per query: Q0=1.03,Q2=1.01
`;

export type Bounds = Readonly<Record<QueryName, number>>;

export interface Options extends Sizes {
  readonly only: readonly QueryName[];
  readonly peers: boolean;
  readonly growth: boolean;
  readonly help: boolean;
  readonly beside: { readonly checkout: Checkout; readonly bounds: Bounds } | undefined;
}

const DEFAULT_BOUND = 1.02;
const DEFAULTS = { rounds: '3', seconds: '2', 'warm-up': '20' } as const;
/** The whole run takes less than six minutes. */
const DEFAULTS_BESIDE = { rounds: '7', seconds: '2', 'warm-up': '8' } as const;

/** Throws when an argument cannot be read; the message names it and gives the reason. */
export function readOptions(argv: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      'warm-up': { type: 'string' },
      only: { type: 'string', default: QUERY_NAMES.join() },
      peers: { type: 'boolean', default: false },
      growth: { type: 'boolean', default: false },
      beside: { type: 'string' },
      bound: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const { only, peers, growth, help, beside, bound, ...given } = values;
  if (bound !== undefined && beside === undefined) throw new Error('--bound needs --beside');
  if (beside !== undefined && (peers || growth)) throw new Error('--beside goes with neither --peers nor --growth');
  const sizes = { ...(beside === undefined ? DEFAULTS : DEFAULTS_BESIDE), ...given };
  return {
    rounds: countFrom('--rounds', sizes.rounds),
    seconds: numberFrom('--seconds', sizes.seconds),
    warmUpSeconds: numberFrom('--warm-up', sizes['warm-up']),
    only: queriesFrom(only),
    peers,
    growth,
    help,
    beside: help || beside === undefined ? undefined : { checkout: checkoutAt(beside), bounds: boundsFrom(bound) },
  };
}

/** `1.02` is the bound of every query, `Q0=1.03` that of one. A later entry replaces an earlier one. */
function boundsFrom(text: string | undefined): Bounds {
  let bounds = boundsOfAll(DEFAULT_BOUND);
  for (const part of text?.split(',') ?? []) {
    const [name = '', ...values] = part.split('=');
    bounds =
      values.length === 0
        ? boundsOfAll(numberFrom('--bound', name))
        : { ...bounds, [queryFrom('--bound', name)]: numberFrom(`--bound ${name}`, values.join('=')) };
  }
  return bounds;
}

function boundsOfAll(bound: number): Bounds {
  return { Q0: bound, Q1: bound, Q2: bound, Q3: bound };
}

function queriesFrom(text: string): readonly QueryName[] {
  const wanted = text.split(',').map((name) => queryFrom('--only', name));
  return QUERY_NAMES.filter((name) => wanted.includes(name));
}

function queryFrom(option: string, text: string): QueryName {
  const found = QUERY_NAMES.find((name) => name === text);
  if (found === undefined) throw new Error(`${option}: there is no query "${text}", only ${QUERY_NAMES.join(', ')}`);
  return found;
}

function numberFrom(option: string, text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new Error(`${option}: "${text}" is no number above 0`);
}

function countFrom(option: string, text: string): number {
  const value = numberFrom(option, text);
  if (Number.isInteger(value)) return value;
  throw new Error(`${option}: "${text}" is no whole number`);
}
