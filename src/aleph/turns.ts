/**
 * One piece of heavy work for each turn of the event loop, in order of asking. Between two turns the loop looks after
 * everything else: it takes up new connections, one a turn, and answers what costs little. The queue belongs to the
 * process, as its event loop does; of those who wait it knows their names.
 */
const waiting: { readonly caller: string; readonly since: number; readonly go: () => void }[] = [];

/** Each look at it is this much of what it was before. */
const KEPT = 0.8;
/** Between two pieces of work: enough for a crowd of connections, too little to hold work up. */
const MOST_TURNS_GIVEN_WAY = 20;

let delayMs = 0;
let isRunning = false;
let lastCaller = '';
let isArriving = false;
let turnsGivenWay = 0;

/** A connection was taken up, and more may be coming: for a few turns they go before heavy work. */
export function giveWay(): void {
  isArriving = true;
}

/** Resolves when it is one's turn: at once when nobody else waits. No caller has two in a row while others wait. */
export function takeTurn(caller = ''): Promise<void> {
  return new Promise((go) => {
    waiting.push({ caller, since: performance.now(), go });
    if (isRunning) return;
    isRunning = true;
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
    await takeTurn();
    since = performance.now();
  }
}

/** How long heavy work has waited lately, in milliseconds; sinks to nothing while none does. */
export function turnDelayMs(): number {
  if (!isRunning) delayMs *= KEPT;
  return delayMs;
}

function runNext(): void {
  if (isArriving && turnsGivenWay < MOST_TURNS_GIVEN_WAY) {
    isArriving = false;
    turnsGivenWay += 1;
    setImmediate(runNext);
    return;
  }
  turnsGivenWay = 0;
  const other = waiting.findIndex(({ caller }) => caller !== lastCaller);
  const [next] = waiting.splice(Math.max(0, other), 1);
  if (next === undefined) {
    isRunning = false;
    return;
  }
  delayMs = delayMs * KEPT + (performance.now() - next.since) * (1 - KEPT);
  lastCaller = next.caller;
  next.go();
  // From within an immediate, the next one is of the next turn.
  setImmediate(runNext);
}
