/**
 * Work in pieces, in order of asking, and little of it for each turn of the event loop: one piece that is heavy, or
 * several that are not. Between two turns the loop looks after everything else: it takes up new connections, one a turn,
 * and answers what costs little. The queue belongs to the process, as its event loop does; of those who wait it knows
 * their names.
 */
const waiting: { readonly caller: string; readonly since: number; readonly go: () => void }[] = [];

/** Each look at it is this much of what it was before. */
const KEPT = 0.8;
/** Pieces are begun for so long in one turn. */
const TURN_MS = 2;
/** Between two pieces of work: enough for a crowd of connections, too little to hold work up. */
const MOST_TURNS_YIELDED = 20;

let delayMs = 0;
let lastCaller = '';
let isArriving = false;
let turnsYielded = 0;
/** When the first piece of this turn of the loop was begun; undefined before. */
let turnSince: number | undefined;
/** Whether what is left has to wait for the next turn. */
let isSpent = false;

/** A connection was taken up, and more may be coming: for a few turns they go before work. */
export function yieldToConnections(): void {
  isArriving = true;
}

/** Resolves when it is one's turn: at once when nobody else waits. No caller has two in a row while others wait. */
export function schedule(caller = ''): Promise<void> {
  return new Promise((go) => {
    waiting.push({ caller, since: performance.now(), go });
    setImmediate(runNext);
  });
}

const SLICE_MS = 20;

/** Does the same to each item, and lets the event loop take its turn whenever that has taken a while. */
export async function eachInSlices<T>(items: Iterable<T>, work: (item: T) => void): Promise<void> {
  let since = performance.now();
  for (const item of items) {
    work(item);
    if (performance.now() - since < SLICE_MS) continue;
    await schedule();
    since = performance.now();
  }
}

/** How long work has waited lately, in milliseconds; sinks to nothing while none does. */
export function schedulingDelayMs(): number {
  if (waiting.length === 0) delayMs *= KEPT;
  return delayMs;
}

/** Called as often as there are pieces, each time from an immediate: those that it asks for are of the next turn. */
function runNext(): void {
  const now = performance.now();
  const isFirst = turnSince === undefined;
  if (turnSince === undefined) beginTurn(now);
  else isSpent ||= now - turnSince > TURN_MS;
  if (isSpent) {
    setImmediate(runNext);
    return;
  }
  const other = waiting.findIndex(({ caller }) => caller !== lastCaller);
  const [next] = waiting.splice(Math.max(0, other), 1);
  if (next === undefined) return;
  // Those behind it in the same turn have waited for the same: counted one by one, one late turn would be taken for many.
  if (isFirst) delayMs = delayMs * KEPT + (now - next.since) * (1 - KEPT);
  lastCaller = next.caller;
  next.go();
}

function beginTurn(now: number): void {
  turnSince = now;
  setImmediate(endTurn);
  isSpent = isArriving && turnsYielded < MOST_TURNS_YIELDED;
  isArriving = false;
  turnsYielded = isSpent ? turnsYielded + 1 : 0;
}

/** First of all in the next turn, for it was asked for before whatever was put off. */
function endTurn(): void {
  turnSince = undefined;
  isSpent = false;
}
