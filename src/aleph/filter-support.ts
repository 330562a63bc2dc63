import type { Clock } from './clock.ts';
import { listConformance } from './landing.ts';
import { createMemory } from './memory.ts';
import type { Reader } from './reader.ts';

/** What is known of one Aleph: whether it takes CQL2 filters. Asked once, remembered for an hour, no caller's secret. */
export interface FilterSupport {
  takesFilters(reader: Reader, contractId: string): Promise<boolean>;
  /** A filter was refused after all. */
  noteRefusal(): void;
}

const KEPT_MS = 3_600_000;
const FILTER_CLASSES = [/\/item-search#filter\b/, /\/cql2-json\b|#cql2-json\b/];

export function createFilterSupport(clock: Clock): FilterSupport {
  const verdict = createMemory<boolean>(clock, KEPT_MS);
  return {
    async takesFilters(reader, contractId) {
      const known = verdict.get();
      if (known !== undefined) return known;
      const classes = await listConformance(reader, contractId);
      const takesFilters = FILTER_CLASSES.every((pattern) => classes.some((name) => pattern.test(name)));
      verdict.set(takesFilters);
      return takesFilters;
    },
    noteRefusal: () => verdict.set(false),
  };
}
