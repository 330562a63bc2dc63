import type { Outcome } from './load.ts';

/** A reply with all its data. */
export function isGood({ status, code }: Outcome): boolean {
  return status === 200 && code === undefined;
}

/** A refusal for want of room, in the form that is promised. */
export function isShed({ status, code, retryAfter }: Outcome): boolean {
  return status === 503 && code === 'OVERLOADED' && Number(retryAfter) >= 1;
}

/** The latency that the given share of outcomes stays within; 0 for none. */
export function latencyMs(outcomes: readonly Outcome[], share: number): number {
  const sorted = outcomes.map(({ ms }) => ms).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** 0 to 1; 1 for none. */
export function goodShare(outcomes: readonly Outcome[]): number {
  return outcomes.length === 0 ? 1 : outcomes.filter(isGood).length / outcomes.length;
}

/** How many there are of each kind, as text: `200 ×120, 503 OVERLOADED ×30`. */
export function kindsOf(outcomes: readonly Outcome[]): string {
  const counts = new Map<string, number>();
  for (const { status, code = '' } of outcomes) {
    const kind = `${status === 0 ? 'no reply' : status} ${code}`.trim();
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, count]) => `${kind} ×${count}`).join(', ');
}
