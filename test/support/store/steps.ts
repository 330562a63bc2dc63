import fc from 'fast-check';
import type { Claimed, Ending, PlacementStore, Ticket } from '../../../src/store/records.ts';
import { Table } from './table.ts';

/** One step of a random run: a transition by one of a few attempts, or time that passes. */
export type Step =
  | { readonly kind: 'claim'; readonly attempt: number; readonly isQuestion: boolean }
  | { readonly kind: 'clear'; readonly attempt: number }
  | { readonly kind: 'end'; readonly attempt: number; readonly ending: Ending }
  | { readonly kind: 'pass'; readonly ms: number };

export const SENDING_MS = 60_000;
export const MOST_PER_HOUR = 3;
const CONTRACT = 'contract';

/** Two keys, two names and two inputs, in all the ways in which they meet. */
const TICKETS: readonly Ticket[] = [
  { key: 'k1', name: 'n1', fingerprint: 'f1', owner: 'a' },
  { key: 'k1', name: 'n1', fingerprint: 'f1', owner: 'b' },
  { key: 'k2', name: 'n1', fingerprint: 'f1', owner: 'c' },
  { key: 'k2', name: 'n2', fingerprint: 'f2', owner: 'd' },
  { key: 'k1', name: 'n2', fingerprint: 'f2', owner: 'e' },
  { key: 'k3', name: 'n2', fingerprint: 'f2', owner: 'f' },
];

const attempt = fc.nat(TICKETS.length - 1);
const ending: fc.Arbitrary<Ending> = fc.oneof(
  fc.constant({ kind: 'RELEASED' } as const),
  fc.constant({ kind: 'PLACED', id: '1' } as const),
  fc.constant({ kind: 'FOUND_EXISTING', id: '2' } as const),
  fc.constant({ kind: 'UNCERTAIN', ended: ['9'] } as const),
);
const pass = fc.constantFrom(1, 5_000, 14_999, 15_000, 60_000, 3_600_000, 86_400_000, 7 * 86_400_000);

export const STEPS: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('claim' as const), attempt, isQuestion: fc.boolean() }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('clear' as const), attempt }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('end' as const), attempt, ending }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: pass }) },
  ),
  { maxLength: 40 },
);

/** Takes the steps on a store and on the table. Gives the answers of both. */
export async function walkBoth(
  steps: readonly Step[],
  store: PlacementStore,
  advance: (ms: number) => void | Promise<void>,
): Promise<{ readonly told: readonly string[]; readonly expected: readonly string[] }> {
  const table = new Table(SENDING_MS);
  const told: string[] = [];
  const expected: string[] = [];
  for (const step of steps) {
    if (step.kind === 'pass') {
      await advance(step.ms);
      table.now += step.ms;
      continue;
    }
    const ticket = TICKETS[step.attempt] as Ticket;
    if (step.kind === 'claim') {
      told.push(shown(await store.claim(ticket, step.isQuestion)));
      expected.push(table.claim(ticket, step.isQuestion));
    } else if (step.kind === 'clear') {
      const clearance = { contract: CONTRACT, mostPerHour: MOST_PER_HOUR, ended: ['9'] };
      told.push((await store.clear(ticket, clearance)).kind);
      expected.push(table.clear(ticket, CONTRACT, MOST_PER_HOUR));
    } else {
      await store.end(ticket, CONTRACT, step.ending);
      table.end(ticket, step.ending);
    }
  }
  return { told, expected };
}

function shown(claimed: Claimed): string {
  return claimed.kind === 'DONE' ? `DONE ${claimed.finish} ${claimed.id}` : claimed.kind;
}
