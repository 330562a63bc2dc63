import { canonicalJson } from '../../json/canonical.ts';
import { AlephError } from '../errors.ts';
import type { ListPosition } from '../reads/positions.ts';
import type { Reader } from '../reads/reader.ts';
import type { Row as SliceRow } from '../reads/slices.ts';
import type { Placing } from './placing.ts';

/** The things of Aleph that have the name of a placement. */
export interface Sight<Row> {
  /** Equal ones, each id once. */
  readonly equal: readonly Row[];
  /** Equal ones that ended without success. */
  readonly ended: readonly Row[];
  /** Others of the same name, with the parts in which they differ. */
  readonly near: readonly { readonly id: string; readonly differences: readonly string[] }[];
}

const MOST_PAGES = 200;
const MOST_NEAR = 5;

/**
 * Reads on to the end of the list. Throws where the end is not reached: nobody can tell then whether there is an equal
 * one. Exception: equal ones that were found before count.
 */
export async function lookUp<Row>(placing: Placing<Row>, reader: Reader): Promise<Sight<Row>> {
  const named = new Map<string, Row>();
  try {
    await readAll(placing, reader, named);
  } catch (error) {
    const sight = sightOf(placing, named);
    if (sight.equal.length === 0) throw error;
    return sight;
  }
  return sightOf(placing, named);
}

async function readAll<Row>(placing: Placing<Row>, reader: Reader, named: Map<string, Row>): Promise<void> {
  const seen = new Set<string>();
  let isPartial = false;
  for (let position: ListPosition | undefined = 0; position !== undefined; ) {
    if (seen.size >= MOST_PAGES || seen.size === seen.add(canonicalJson(position)).size) throw inconclusive();
    const slice = await placing.list(reader, position);
    for (const { item } of slice.rows as readonly SliceRow<Row, ListPosition>[]) {
      if (placing.nameOf(item)?.normalize('NFC') === placing.name) named.set(placing.idOf(item), item);
    }
    isPartial ||= slice.broken === true || (slice.gaps?.length ?? 0) > 0;
    position = slice.next;
  }
  // A row that did not fit may be the one.
  if (isPartial) throw inconclusive();
}

function sightOf<Row>(placing: Placing<Row>, named: ReadonlyMap<string, Row>): Sight<Row> {
  const rows = [...named].map(([id, row]) => ({ id, row, differences: placing.differencesOf(row) }));
  const equal = rows.filter(({ differences }) => differences.length === 0).map(({ row }) => row);
  return {
    equal: equal.filter((row) => !placing.isEnded(row)),
    ended: equal.filter(placing.isEnded),
    near: rows.filter(({ differences }) => differences.length > 0).slice(0, MOST_NEAR),
  };
}

/** Those that may be the result of a write: equal ones, without those that had ended before it. */
export function resultsIn<Row>(
  { equal, ended }: Sight<Row>,
  endedBefore: readonly string[],
  { idOf }: Placing<Row>,
): readonly Row[] {
  return [...equal, ...ended].filter((row) => !endedBefore.includes(idOf(row)));
}

function inconclusive(): AlephError {
  const message = 'Satellogic’s list could not be read to its end, so nobody knows whether this exists already.';
  return new AlephError('UPSTREAM_INVALID_RESPONSE', message, { reason: 'INCOMPLETE', retryable: true });
}
