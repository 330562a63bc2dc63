import { Cancellation } from '../../async/cancellation.ts';
import { type Doubt, type Ending, StoreUnavailable, type Ticket } from '../../store/records.ts';
import type { WriteEnd } from '../direct/direct.ts';
import { complaintsIn } from '../transport/complaints.ts';
import type { Counter } from './counter.ts';
import { KeyedError, withKey } from './keyed-error.ts';
import { lookUp, resultsIn, type Sight } from './look-up.ts';
import { ambiguous, doubtful, fresh, notPlaced, uncertain } from './outcomes.ts';
import type { Placement, Placing } from './placing.ts';
import { refusalsOf } from './refused-inputs.ts';
import { hourlyLimit, keyReused, stillRunning, storeUnavailable, tooLate } from './store-errors.ts';
import { contractRecord, ticketOf } from './tickets.ts';
import { keyed, unsentError } from './unsent.ts';
import { userError } from './user-errors.ts';
import { verdictOf } from './verdicts.ts';

/** How old the word of the store may be when the first byte leaves. */
const FRESH_MS = 5_000;

/**
 * Places one thing at most once.
 *
 * Aleph has no idempotency key, and a look-up does not see a write that is under way. So two records stand before the
 * write: one of the key, and one of the name. The order is claim, check, look up, SENDING, write, outcome. Up to SENDING
 * nothing was sent. Any failure releases the records, and is an error. From SENDING on nobody else ever sends, and every
 * failure is a doubt, not an error: the write may have been carried out. A doubt is looked up at Aleph by name, once at
 * first and again whenever somebody asks with the same key. It is never written again. A definite no of Aleph releases
 * the records, so a corrected input may use the key.
 */
export async function place<Row>(placing: Placing<Row>, counter: Counter): Promise<Placement<Row>> {
  const ticket = ticketOf(placing);
  const claimed = await counter.store.claim(ticket, placing.isQuestion).catch((error: unknown) => {
    throw keyed(error, 'UNASKED');
  });
  const attempt = new Attempt(placing, ticket, counter);
  switch (claimed.kind) {
    case 'REUSED':
      throw keyReused();
    case 'RUNNING':
      throw stillRunning(claimed.guard, claimed.waitMs);
    case 'DONE':
      return { outcome: claimed.finish, replayed: true, userErrors: [], id: claimed.id };
    case 'DOUBT':
      return withKey('HELD', () => attempt.lookAgain(claimed.doubt, claimed.guard === 'NAME'));
    case 'ABSENT':
      return withKey('FREE', () => attempt.lookOnly());
    case 'CLAIMED':
      return withKey('FREE', () => attempt.run());
  }
}

/** One attempt at a placement. */
class Attempt<Row> {
  private readonly placing: Placing<Row>;
  private readonly ticket: Ticket;
  private readonly counter: Counter;
  private readonly contract: string;
  /** Ids of equal ones that had ended before. */
  private ended: readonly string[] = [];
  private since = 0;
  /** Whether the word of the store is fresh enough for the first byte to leave. */
  private isFresh: () => boolean = () => false;
  private isStale = false;

  constructor(placing: Placing<Row>, ticket: Ticket, counter: Counter) {
    this.placing = placing;
    this.ticket = ticket;
    this.counter = counter;
    this.contract = contractRecord(placing.contractId);
  }

  /** Owns the records, and sends. */
  async run(): Promise<Placement<Row>> {
    const settled = await this.prepare().catch(async (error: unknown) => {
      await this.end({ kind: 'RELEASED' });
      throw error;
    });
    return settled ?? this.send();
  }

  /** The outcome where nothing is to be sent. */
  private async prepare(): Promise<Placement<Row> | undefined> {
    const { placing, counter } = this;
    const { access, deadline } = counter.applicant;
    const mistakes = await placing.check();
    if (mistakes.length > 0) return this.release(mistakes);
    await counter.session.authenticate();
    const { equal, ended } = await this.look(true);
    const [one, ...others] = equal;
    if (others.length > 0) return this.release([ambiguous(equal.map(placing.idOf))]);
    if (one !== undefined) return this.found(one);
    access.caller.signal.throwIfAborted();
    const neededMs = 2 * access.runtime.timeoutMs + counter.settings.lookUpDelayMs;
    if (counter.clock.now() + neededMs > deadline) throw tooLate();
    this.ended = ended.map(placing.idOf);
    return undefined;
  }

  /** From here on a failure is a doubt. The client may leave, and the operation may run out of time. */
  private async send(): Promise<Placement<Row>> {
    await this.clear();
    this.detachReads();
    const end = await this.write();
    this.detachReads();
    try {
      return (await this.conclude(end)) ?? (await this.doubt());
    } catch (error) {
      if (error instanceof KeyedError) throw error;
      this.counter.noteUnforeseen(error);
      return this.doubt();
    }
  }

  /** Changes the record to SENDING, right before the first byte. */
  private async clear(): Promise<void> {
    const { contract, ended } = this;
    const { store, clock, settings } = this.counter;
    const { mostPerHour } = settings;
    const [startedAt, startedWall] = [clock.now(), clock.wallNow()];
    const cleared = await store.clear(this.ticket, { contract, mostPerHour, ended }).catch(async (error: unknown) => {
      // Nobody knows whether the record is SENDING now. If it stays so, the key is in doubt, which is a false alarm.
      throw keyed(error, (await this.end({ kind: 'RELEASED' })) ? 'FREE' : 'HELD');
    });
    if (cleared.kind !== 'SENDING') await this.end({ kind: 'RELEASED' });
    if (cleared.kind === 'LIMITED') throw hourlyLimit(mostPerHour, cleared.waitMs);
    if (cleared.kind === 'LOST') throw storeUnavailable(new StoreUnavailable('SLOW'), 'HELD');
    this.since = cleared.since;
    // Two clocks, since one stands still while the machine sleeps, and the other may be set.
    this.isFresh = () => [clock.now() - startedAt, clock.wallNow() - startedWall].every((age) => age <= FRESH_MS);
  }

  private async write(): Promise<WriteEnd> {
    const { placing, counter } = this;
    const begin = () => {
      this.isStale = !this.isFresh();
      return !this.isStale;
    };
    const again = () => this.clear();
    const { session } = counter;
    return session
      .within(placing.write, undefined, (calls) => calls.write(placing.write, { begin, again }))
      .catch((error: unknown) => {
        counter.noteUnforeseen(error);
        return { kind: 'LOST' } as const;
      });
  }

  /** The outcome by the answer to the write; undefined where there is doubt. */
  private async conclude(end: WriteEnd): Promise<Placement<Row> | undefined> {
    const { placing, counter } = this;
    if (end.kind === 'LOST') return undefined;
    if (end.kind === 'UNSENT') return this.fail(this.isStale ? new StoreUnavailable('SLOW') : unsentError(end.error));
    const verdict = verdictOf(placing.write, end.answer, end.attempts);
    if (verdict.kind === 'REFUSED') return this.release(refusalsOf(complaintsIn(end.answer.body), placing));
    if (verdict.kind === 'FAILED') return this.fail(verdict.error);
    const id = verdict.kind === 'DONE' ? placing.idIn(verdict.json) : undefined;
    if (verdict.kind === 'DOUBT' || id === undefined) return undefined;
    await this.end({ kind: 'PLACED', id });
    counter.confirm(async () => resultsIn(await this.look(false), this.ended, placing).map(placing.idOf));
    return fresh('PLACED', id, placing.rowIn(verdict.json));
  }

  /** Looks for the result of a write without an answer. */
  private async doubt(): Promise<Placement<Row>> {
    const { placing, ticket, counter, since, ended } = this;
    const { clock, settings } = counter;
    const sight = await clock
      .sleep(settings.lookUpDelayMs, new Cancellation())
      .then(() => this.look(false))
      .catch(() => undefined);
    const [one, ...others] = sight === undefined ? [] : resultsIn(sight, ended, placing);
    if (one !== undefined && others.length === 0) return this.found(one);
    await this.end({ kind: 'UNCERTAIN', ended });
    counter.watch(async () => {
      const [late, ...more] = resultsIn(await this.look(false), ended, placing);
      if (late === undefined || more.length > 0) return false;
      return this.end({ kind: 'FOUND_EXISTING', id: placing.idOf(late) });
    });
    return this.uncertain({ ticket, since, ended }, sight);
  }

  /** Looks again for the result of an earlier write. Never writes. */
  async lookAgain(doubt: Doubt, isOfAnotherKey: boolean): Promise<Placement<Row>> {
    const { placing } = this;
    if (isOfAnotherKey && !placing.isQuestion) {
      const mistakes = await placing.check();
      if (mistakes.length > 0) return notPlaced(mistakes);
    }
    const sight = await this.look(true);
    const isSameInput = doubt.ticket.fingerprint === this.ticket.fingerprint;
    const [one, ...others] = isSameInput ? resultsIn(sight, doubt.ended, placing) : sight.equal;
    if (one !== undefined && others.length === 0) {
      // One that is equal to another input says nothing of the doubt.
      return isSameInput ? this.found(one, doubt.ticket) : fresh('FOUND_EXISTING', placing.idOf(one), one);
    }
    await this.end({ kind: 'UNCERTAIN', ended: doubt.ended }, doubt.ticket);
    return this.uncertain(doubt, sight);
  }

  /** Nothing is known of the key: only Aleph can tell. */
  async lookOnly(): Promise<Placement<Row>> {
    const { placing } = this;
    const { equal } = await this.look(true);
    const [one, ...others] = equal;
    if (others.length > 0) return notPlaced([ambiguous(equal.map(placing.idOf))]);
    if (one !== undefined) return fresh('FOUND_EXISTING', placing.idOf(one), one);
    const message = 'nothing is known of this key, and nothing equal exists.';
    return notPlaced([userError('NOT_FOUND', ['idempotencyKey'], message)]);
  }

  private look(endsWithCaller: boolean): Promise<Sight<Row>> {
    const { placing, counter } = this;
    const outer = endsWithCaller ? counter.applicant.access.caller.signal : undefined;
    return counter.session.within(placing.write, outer, ({ reader }) => lookUp(placing, reader));
  }

  private async found(row: Row, ticket = this.ticket): Promise<Placement<Row>> {
    const id = this.placing.idOf(row);
    await this.end({ kind: 'FOUND_EXISTING', id }, ticket);
    return fresh('FOUND_EXISTING', id, row);
  }

  private async release(mistakes: Placement<Row>['userErrors']): Promise<Placement<Row>> {
    await this.end({ kind: 'RELEASED' });
    return notPlaced(mistakes);
  }

  private async fail(error: unknown): Promise<never> {
    throw keyed(error, (await this.end({ kind: 'RELEASED' })) ? 'FREE' : 'HELD');
  }

  /** Whether the store took the end. Without it the record stays, and a later call looks at Aleph. */
  private async end(ending: Ending, ticket = this.ticket): Promise<boolean> {
    return this.counter.store.end(ticket, this.contract, ending).then(
      () => true,
      () => false,
    );
  }

  /** Reads that began before the write must not answer those asked after it. */
  private detachReads(): void {
    this.counter.applicant.access.runtime.sharedReads.detach(this.placing.contractId);
  }

  private uncertain(doubt: Doubt, sight: Sight<Row> | undefined): Placement<Row> {
    const { placing, counter } = this;
    return uncertain(placing.name, doubt.since, counter.settings.settleMs, doubtful(sight, placing.idOf));
  }
}
