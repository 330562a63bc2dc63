import { Cancellation } from '../../async/cancellation.ts';
import type { Clock } from '../../async/clock.ts';
import type { PlacementStore } from '../../store/records.ts';
import { openSession } from '../direct/direct.ts';
import { AlephError } from '../errors.ts';
import type { Order } from '../orders.ts';
import type { Task } from '../tasks.ts';
import { type Cancel, cancelOrder, cancelTask } from './cancels.ts';
import type { Counter, PlacementSettings } from './counter.ts';
import { place } from './placement.ts';
import type { Applicant, Placement, Placing } from './placing.ts';

/** What an operator should know of writes. */
export interface WriteReport {
  /** Two or more equal things bear the name of one that was just placed. */
  twins(found: { readonly mutation: string; readonly contractId: string; readonly ids: readonly string[] }): void;
  unforeseen(error: unknown): void;
}

export interface WritesOptions extends PlacementSettings {
  readonly clock: Clock;
  readonly store: PlacementStore;
  /** The only contracts that may be written to; all when empty. */
  readonly contracts: readonly string[];
  readonly report: WriteReport;
}

/** The writes of one process. */
export interface Writes {
  readonly clock: Clock;
  place<Row>(placing: Placing<Row>, applicant: Applicant): Promise<Placement<Row>>;
  cancelTask(contractId: string, taskId: number, applicant: Applicant): Promise<Cancel<Task>>;
  cancelOrder(contractId: string, orderId: string, applicant: Applicant): Promise<Cancel<Order>>;
  /** Throws FORBIDDEN for a contract that this server does not write to. */
  checkContract(contractId: string): void;
  /** Opens the store. Rejects where it never can be used. */
  open(): Promise<void>;
  /** Resolves once no write is under way. A write goes on when its client has left. */
  idle(): Promise<void>;
  /** Ends later looks, and the store. */
  close(): void;
}

/** When the owner of a doubt looks again, beside the settle time. Somebody with the same key then soon learns the result. */
const LATER_LOOKS_MS = [10_000, 30_000];

export function createWrites(options: WritesOptions): Writes {
  const { store, clock, contracts, report } = options;
  const underWay = new Set<Promise<unknown>>();
  const closing = new Cancellation();

  function followed<T>(work: Promise<T>): Promise<T> {
    const settled = work.catch(() => undefined).then(() => void underWay.delete(settled));
    underWay.add(settled);
    return work;
  }

  function counterOf(applicant: Applicant, placing: Pick<Placing<unknown>, 'mutation' | 'contractId'>): Counter {
    const { mutation, contractId } = placing;
    return {
      ...{ store, clock, settings: options, applicant },
      session: openSession(applicant.access),
      watch: (look) => void lookLater(look, clock, { settleMs: options.settleMs, closing }),
      confirm(look) {
        const looked = clock.sleep(options.lookUpDelayMs, closing).then(look);
        const tell = (ids: readonly string[]) => ids.length > 1 && report.twins({ mutation, contractId, ids });
        // A look that fails shows nothing.
        looked.then(tell, () => undefined);
      },
      noteUnforeseen: report.unforeseen,
    };
  }

  const deskOf = (contractId: string, applicant: Applicant) => {
    return { contractId, applicant, session: openSession(applicant.access) };
  };

  return {
    clock,
    place: (placing, applicant) => followed(place(placing, counterOf(applicant, placing))),
    cancelTask: (contractId, taskId, applicant) => followed(cancelTask(deskOf(contractId, applicant), taskId)),
    cancelOrder: (contractId, orderId, applicant) => followed(cancelOrder(deskOf(contractId, applicant), orderId)),
    checkContract(contractId) {
      if (contracts.length === 0 || contracts.includes(contractId)) return;
      throw new AlephError('FORBIDDEN', 'This server does not write to this contract: see MUTATION_CONTRACTS.');
    },
    open: () => store.open(),
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    close() {
      closing.abort(new Error('the server has stopped'));
      store.close();
    },
  };
}

/** Looks again at times after the first look, until a look tells that the doubt has ended. */
async function lookLater(
  look: () => Promise<boolean>,
  clock: Clock,
  { settleMs, closing }: { readonly settleMs: number; readonly closing: Cancellation },
): Promise<void> {
  const times = [...new Set([...LATER_LOOKS_MS, settleMs])].filter((ms) => ms > 0).sort((one, other) => one - other);
  let before = 0;
  for (const time of times) {
    try {
      await clock.sleep(time - before, closing);
    } catch {
      return;
    }
    before = time;
    if (await look().catch(() => false)) return;
  }
}
