import { CAPTURE } from '../../aleph/captures.ts';
import { COLLECTION } from '../../aleph/collections.ts';
import { CONTRACT } from '../../aleph/contracts.ts';
import { DELIVERABLE } from '../../aleph/deliverables.ts';
import { ITEM } from '../../aleph/items.ts';
import { ORDER_EVENT } from '../../aleph/order-events.ts';
import { ORDER } from '../../aleph/orders.ts';
import { PRODUCT } from '../../aleph/products.ts';
import type { Inspect } from '../../aleph/reads/inspection.ts';
import { POSITION_NAMES } from '../../aleph/reads/positions.ts';
import { wayOn } from '../../aleph/reads/slices.ts';
import { TASK } from '../../aleph/tasks.ts';
import { parsedListOf } from '../../aleph/values/lists.ts';
import { recordOf } from '../../aleph/values/wire.ts';
import { loggable } from '../../exchange/log.ts';
import type { Skipped } from '../../json/losses.ts';
import { unknownMembersOf } from '../../json/unknown-members.ts';

/** The facts about one answer. They hold names of members and numbers, and no value of a row. */
export interface AnswerFacts {
  /** Rows of a list; absent for a single object. */
  readonly rows?: number;
  /** The parameters by which the list goes on; empty for a list without a next page. */
  readonly pagesBy?: readonly string[];
  /** Whether the next page is named in a way that this server cannot follow. */
  readonly isBroken?: boolean;
  /** The member with the number of all rows. */
  readonly countedBy?: string | undefined;
  readonly skipped: Skipped;
  readonly unknownMembers: readonly string[];
}

type Described = Parameters<typeof unknownMembersOf>[0];

/** The record of each read, by its name in the receipt. */
const RECORDS: Readonly<Record<string, Described>> = {
  listContracts: CONTRACT,
  listProducts: PRODUCT,
  listTasks: TASK,
  getTask: TASK,
  listTaskCaptures: CAPTURE,
  listCollections: COLLECTION,
  getCollection: COLLECTION,
  searchItems: ITEM,
  listArchive: ITEM,
  listOrders: ORDER,
  getOrder: ORDER,
  listOrderEvents: ORDER_EVENT,
  listOrderCaptures: CAPTURE,
  listDeliverables: DELIVERABLE,
};
const COUNTS = ['count', 'numberMatched', 'context.matched'];
const MOST_NAMES = 50;

export function factsOf(...[read, json, losses]: Parameters<Inspect>): AnswerFacts {
  const rows = rowsIn(json);
  const record = RECORDS[read.operation];
  const unknown = (rows ?? [json]).flatMap((row) => (record === undefined ? [] : unknownMembersOf(record, row)));
  const unknownMembers = [...new Set(unknown)].sort().slice(0, MOST_NAMES).map(printable);
  const { rows: lost, members } = losses.skipped;
  const facts = { skipped: { rows: lost, members: members.map(printable) }, unknownMembers };
  if (rows === undefined) return facts;
  const { next = {}, broken } = wayOn(parsedListOf(json), rows.length, { ...read, at: {} });
  const countedBy = COUNTS.find((name) => typeof memberAt(json, name.split('.')) === 'number');
  return {
    ...facts,
    rows: rows.length,
    pagesBy: POSITION_NAMES.filter((name) => name in next),
    isBroken: broken,
    countedBy,
  };
}

/** Facts about the answers of one read, page by page. The first page tells how the list goes on. */
export function together(first: AnswerFacts | undefined, later: AnswerFacts): AnswerFacts {
  if (first === undefined) return later;
  const union = (one: readonly string[], other: readonly string[]) =>
    [...new Set([...one, ...other])].slice(0, MOST_NAMES);
  const { rows = 0, skipped, unknownMembers } = first;
  return {
    ...first,
    ...(later.rows !== undefined && { rows: rows + later.rows }),
    skipped: {
      rows: skipped.rows + later.skipped.rows,
      members: union(skipped.members, later.skipped.members),
    },
    unknownMembers: union(unknownMembers, later.unknownMembers),
  };
}

function rowsIn(json: unknown): readonly unknown[] | undefined {
  try {
    return parsedListOf(json).rows;
  } catch {
    return undefined;
  }
}

function memberAt(json: unknown, path: readonly string[]): unknown {
  return path.reduce((value, name) => recordOf(value)?.[name], json);
}

/** A name that Aleph sent, which may hold anything. */
function printable(name: string): string {
  return loggable(name) ?? '';
}
