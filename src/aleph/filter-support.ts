import { LRUCache } from 'lru-cache';
import type { Clock } from './clock.ts';
import { listConformance } from './landing.ts';
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
  const memory = new LRUCache<'verdict', { readonly takesFilters: boolean }>({
    max: 1,
    ttl: KEPT_MS,
    perf: clock,
    ttlResolution: 0,
  });
  return {
    async takesFilters(reader, contractId) {
      const known = memory.get('verdict');
      if (known !== undefined) return known.takesFilters;
      const classes = await listConformance(reader, contractId);
      const takesFilters = FILTER_CLASSES.every((pattern) => classes.some((name) => pattern.test(name)));
      memory.set('verdict', { takesFilters });
      return takesFilters;
    },
    noteRefusal: () => memory.set('verdict', { takesFilters: false }),
  };
}
