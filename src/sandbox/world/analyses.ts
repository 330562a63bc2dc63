import { randomUUID } from 'node:crypto';

/** Looks for opportunities, which take their time. */
export interface Analyses {
  /** Its id. */
  start(contractId: string, opportunities: readonly object[]): string;
  /** Nothing for one that is unknown or of another contract. */
  look(contractId: string, id: string): Analysis | undefined;
}

/** Without opportunities while it is under way. */
export interface Analysis {
  readonly status: 'PENDING' | 'SUCCESS';
  readonly opportunities?: readonly object[];
}

/** The latest ones. */
const MOST_ANALYSES = 1000;

/** The first look at an analysis finds it under way, every later one finds it done. */
export function createAnalyses(): Analyses {
  const started = new Map<string, { readonly contractId: string; readonly opportunities: readonly object[] }>();
  const seen = new Set<string>();
  return {
    start: (contractId, opportunities) => {
      const id = randomUUID();
      started.set(id, { contractId, opportunities });
      const [oldest = ''] = started.size > MOST_ANALYSES ? started.keys() : [];
      started.delete(oldest);
      seen.delete(oldest);
      return id;
    },
    look: (contractId, id) => {
      const analysis = started.get(id);
      if (analysis?.contractId !== contractId) return undefined;
      if (seen.has(id)) return { status: 'SUCCESS', opportunities: analysis.opportunities };
      seen.add(id);
      return { status: 'PENDING' };
    },
  };
}
