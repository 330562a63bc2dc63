/**
 * A queue of CPU work for one thread, fair between callers.
 *
 * Node does nothing else while JavaScript runs, so heavy work is cut into pieces that wait here. Each turn of the event
 * loop runs light pieces for 2 ms, then a heavy one. Between turns the loop accepts connections, one a turn, and serves
 * cheap requests such as /health. Pieces run in order of arrival, except that no caller gets two in a row while another
 * waits, and that light pieces go first. A heavy piece is passed over for one turn at most. Bursts of connections go
 * first, for at most twenty turns. The queue is global to the process, as the event loop is; it stores nothing of a
 * caller but a name.
 */
const waiting: Piece[] = [];

interface Piece {
  readonly caller: string;
  /** Whether it takes milliseconds. */
  readonly isHeavy: boolean;
  readonly since: number;
  readonly go: () => void;
}

/** Share of the old value in the smoothed delay. With a lower one, a single late turn would look like overload. */
const KEPT = 0.8;
/** Pieces start for so long in one turn. A longer turn delays new connections and /health. */
const TURN_MS = 2;
/** Turns left to connections between two pieces. More would starve work while connections keep coming. */
const MOST_TURNS_YIELDED = 20;

let delayMs = 0;
let lastCaller = '';
let isArriving = false;
let turnsYielded = 0;
/** When the first piece of this turn began; undefined before it. */
let turnSince: number | undefined;
/** Whether the remaining pieces have to wait for the next turn. */
let isSpent = false;
let hasRunHeavy = false;
/** Whether heavy pieces were passed over in the last turn, so that one of them begins this one. */
let isHeavyDue = false;

/** Reports a new connection. More may follow, so connections go before work for a few turns. */
export function yieldToConnections(): void {
  isArriving = true;
}

/** Resolves when the piece may run. No caller gets two in a row while another waits. */
export function schedule(caller = '', isHeavy = false): Promise<void> {
  return new Promise((go) => {
    waiting.push({ caller, isHeavy, since: performance.now(), go });
    setImmediate(runNext);
  });
}

/** A longer slice delays every other request of the process by as much. */
const SLICE_MS = 20;

/** Runs `work` on each item, and yields to the event loop after each slice of time. */
export async function eachInSlices<T>(items: Iterable<T>, work: (item: T) => void): Promise<void> {
  let since = performance.now();
  for (const item of items) {
    work(item);
    if (performance.now() - since < SLICE_MS) continue;
    await schedule();
    since = performance.now();
  }
}

/** Recent waiting time of work in milliseconds, smoothed; decays to zero while no work waits. */
export function schedulingDelayMs(): number {
  if (waiting.length === 0) delayMs *= KEPT;
  return delayMs;
}

/** Runs once per piece, from an immediate. Immediates that it sets itself belong to the next turn. */
function runNext(): void {
  const now = performance.now();
  const isFirst = turnSince === undefined;
  if (turnSince === undefined) beginTurn(now);
  else isSpent ||= now - turnSince > TURN_MS;
  if (isSpent) {
    setImmediate(runNext);
    return;
  }
  const next = takeNext();
  if (next === undefined) return;
  if (next.isHeavy) hasRunHeavy = true;
  // Only the first piece of a turn is measured: the others waited for the same late turn, which would count many times.
  if (isFirst) delayMs = delayMs * KEPT + (now - next.since) * (1 - KEPT);
  lastCaller = next.caller;
  next.go();
}

/** A light piece unless a heavy one is due, and among those one of another caller than the last. */
function takeNext(): Piece | undefined {
  const wantsHeavy = isHeavyDue && !hasRunHeavy;
  let best = 0;
  let bestRank = -1;
  for (let index = 0; index < waiting.length && bestRank < BEST_RANK; index += 1) {
    const { isHeavy, caller } = waiting[index] as Piece;
    const rank = (isHeavy === wantsHeavy ? 2 : 0) + (caller === lastCaller ? 0 : 1);
    if (rank <= bestRank) continue;
    best = index;
    bestRank = rank;
  }
  return waiting.splice(best, 1)[0];
}

const BEST_RANK = 3;

function beginTurn(now: number): void {
  turnSince = now;
  setImmediate(endTurn);
  isSpent = isArriving && turnsYielded < MOST_TURNS_YIELDED;
  isArriving = false;
  turnsYielded = isSpent ? turnsYielded + 1 : 0;
}

/** Runs first in the next turn, since its immediate was set before those of postponed pieces. */
function endTurn(): void {
  turnSince = undefined;
  isSpent = false;
  isHeavyDue = !hasRunHeavy && waiting.some(({ isHeavy }) => isHeavy);
  hasRunHeavy = false;
}
