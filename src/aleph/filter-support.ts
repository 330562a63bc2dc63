import type { Clock } from '../async/clock.ts';
import { createMemory } from '../async/memory.ts';
import { createAbsence } from './absences.ts';
import { AlephError } from './errors.ts';
import { listConformance } from './landing.ts';
import type { Reader } from './reads/reader.ts';
import { searchItems } from './search.ts';
import type { Party } from './transport/call-tally.ts';

/** Whether Aleph takes CQL2 filters, remembered for an hour. A yes counts for all callers, and a no as in Absence. */
export interface FilterSupport {
  takesFilters(reader: Reader, contractId: string): Promise<boolean>;
  /** Whether it takes a documented filter. If it does, Aleph rejects another filter because of its content. */
  takesPlainFilter(reader: Reader, contractId: string): Promise<boolean>;
  /** Records that a filter was rejected after all. */
  noteRefusal(party: Party): void;
}

const KEPT_MS = 3_600_000;
const FILTER_CLASSES = [/\/item-search#filter\b/, /\/cql2-json\b|#cql2-json\b/];
/** A documented filter that matches no item [doc: archive-service]. */
const PLAIN_FILTER = { op: '=', args: [{ property: 'satl:outcome_id' }, 'none'] };

export function createFilterSupport(clock: Clock): FilterSupport {
  const isPromised = createMemory<true>(clock, KEPT_MS);
  const absence = createAbsence(clock, KEPT_MS);
  return {
    async takesFilters(reader, contractId) {
      const party = { identity: reader.identity, contractId };
      if (absence.isKnownTo(party)) return false;
      if (isPromised.get()) return true;
      const classes = await listConformance(reader, contractId).catch(unknownWhenUnread);
      // Without a landing page, the search itself will show it.
      if (classes === undefined) return true;
      const takesFilters = FILTER_CLASSES.every((pattern) => classes.some((name) => pattern.test(name)));
      if (takesFilters) isPromised.set(true);
      else absence.note(party);
      return takesFilters;
    },
    takesPlainFilter: (reader, contractId) =>
      searchItems(reader, contractId, { filter: PLAIN_FILTER, limit: 1 }).then(
        () => true,
        (error) => {
          if (isFilterRefusal(error)) return false;
          throw error;
        },
      ),
    noteRefusal: (party) => absence.note(party),
  };
}

/** A search can do without the landing page. Exception: errors of other services fail it. */
function unknownWhenUnread(error: unknown): undefined {
  if (!(error instanceof AlephError) || error.upstream?.service !== 'stac') throw error;
}

/** Whether a search failed because of its filter, as far as a status can tell. */
export function isFilterRefusal(error: unknown): boolean {
  return error instanceof AlephError && (error.code === 'UPSTREAM_BAD_REQUEST' || error.code === 'FORBIDDEN');
}
