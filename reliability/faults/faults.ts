import { setTimeout as wait } from 'node:timers/promises';
import { type Callers, createCallers, type Reply, WAVE } from './callers.ts';
import { type FaultyAleph, partOf, startFaultyAleph } from './faulty-aleph.ts';
import { expectOutcome, expectUsual, expectWhole } from './outcomes.ts';
import { FAULTS, type Fault } from './table.ts';
import { type Launch, launchInProcess, launchProgram, type Target } from './targets.ts';

/** What became of the promises while a fault lasted, and after it. */
export interface Verdict {
  readonly fault: string;
  readonly survived: boolean;
  /** In words, each once; empty when all was kept. */
  readonly broken: readonly string[];
  readonly asked: number;
  readonly neighboursAsked: number;
  readonly neighboursAnswered: number;
  /** From the end of the fault until a whole wave was answered as before. */
  readonly recoveredAfterMs: number | undefined;
}

export interface SurvivalOptions {
  /** Less than a minute, for which the neighbour's contracts are kept; 0 is one wave of requests. */
  readonly durationMs: number;
  readonly launch?: Launch;
}

export interface FaultRunOptions extends SurvivalOptions {
  /** All forty, unless told otherwise. */
  readonly faults?: readonly Fault[];
  readonly report?: (verdict: Verdict) => void;
  /** Each has a server and an Aleph of its own. */
  readonly atOnce?: number;
}

export interface FaultRun {
  readonly survived: number;
  readonly total: number;
  readonly rows: readonly Verdict[];
}

/** One server with its Aleph, and the bodies that it answers while all is well. */
interface Scene {
  readonly fault: Fault;
  readonly aleph: FaultyAleph;
  readonly target: Target;
  readonly callers: Callers;
  readonly usual: { readonly north: readonly unknown[]; readonly south: unknown };
}

const PAUSE_MS = 20;
/** Each wave signs in anew, which a server that guards against guessed secrets does not let be done at any rate. */
const WAVE_PAUSE_MS = 250;
const RECOVERY_MS = 10_000;
const NEIGHBOUR_SHARE = 0.99;

/** Figure R2, with a verdict for each fault as it ends. Each fault meets the built program, unless `launch` says otherwise. */
export async function runFaults(options: FaultRunOptions): Promise<FaultRun> {
  const { durationMs, launch = launchProgram, faults = FAULTS, report = () => undefined, atOnce = 4 } = options;
  const rows: Verdict[] = [];
  const left = faults.values();
  const work = async () => {
    for (const fault of left) {
      const verdict = await surviveFault(fault, { durationMs, launch });
      rows.push(verdict);
      report(verdict);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { survived: rows.filter(({ survived }) => survived).length, total: faults.length, rows };
}

/** North meets the fault with every request, while South asks for what lies on another line. */
export async function surviveFault(fault: Fault, { durationMs, launch }: SurvivalOptions): Promise<Verdict> {
  const secured = fault.secured ?? false;
  const aleph = await startFaultyAleph({ secured });
  const target = await (launch ?? (secured ? launchProgram : launchInProcess))(aleph);
  try {
    const callers = createCallers(aleph, target, fault.part);
    return await judge({ fault, aleph, target, callers, usual: await usualAnswers(callers) }, durationMs);
  } finally {
    await target.close();
    await aleph.close();
  }
}

async function usualAnswers(callers: Callers): Promise<Scene['usual']> {
  const north = await callers.northWave();
  const south = await callers.south();
  for (const reply of [...north, south]) expectWhole(reply);
  return { north: north.map((reply) => reply?.body), south: south?.body };
}

async function judge(scene: Scene, durationMs: number): Promise<Verdict> {
  const { fault, aleph, target, usual } = scene;
  const broken = new Set<string>();
  let asked = 0;
  const neighbours: Reply[] = [];
  aleph.sandbox.resetCalls();
  const end = await fault.begin(aleph);
  const endAt = performance.now() + durationMs;
  do {
    const { north, south } = await runWave(scene);
    for (const [index, reply] of north.entries()) {
      const failure = failureOf(() => expectOutcome(reply, usual.north[index], fault));
      if (failure !== undefined) broken.add(failure);
    }
    asked += north.length;
    neighbours.push(...south);
    if (durationMs > 0) await wait(WAVE_PAUSE_MS);
  } while (performance.now() < endAt);
  const neighboursAnswered = neighbours.filter((reply) => isUsual(reply, usual.south)).length;
  const isMet = aleph.sandbox.calls().some(({ path }) => partOf(path) === fault.part);
  if (fault.outcome === 'ANSWERED' && !isMet) broken.add('no request met the fault');
  if (neighboursAnswered < NEIGHBOUR_SHARE * neighbours.length) broken.add('neighbours went without their answers');
  if (!(await target.isUp())) broken.add('the server is not up');
  await end();
  const recoveredAfterMs = await recover(scene);
  if (recoveredAfterMs === undefined) broken.add(`no recovery within ${RECOVERY_MS} ms`);
  return {
    fault: fault.name,
    survived: broken.size === 0,
    broken: [...broken],
    asked,
    neighboursAsked: neighbours.length,
    neighboursAnswered,
    recoveredAfterMs,
  };
}

/** South goes on asking for as long as North waits, and as often as North at least unless a reply is missing. */
async function runWave({ callers }: Scene) {
  let isOver = false;
  const askOn = async () => {
    const replies: Reply[] = [];
    const isEnough = () => replies.length >= WAVE || replies.includes(undefined);
    while (!isOver || !isEnough()) {
      replies.push(await callers.south());
      await wait(PAUSE_MS);
    }
    return replies;
  };
  const wave = callers.northWave().finally(() => {
    isOver = true;
  });
  const [north, south] = await Promise.all([wave, askOn()]);
  return { north, south };
}

async function recover({ callers, usual }: Scene): Promise<number | undefined> {
  const startedAt = performance.now();
  while (performance.now() < startedAt + RECOVERY_MS) {
    const replies = await callers.northWave();
    const isWell = replies.every((reply, index) => isUsual(reply, usual.north[index]));
    if (isWell) return Math.round(performance.now() - startedAt);
    await wait(WAVE_PAUSE_MS);
  }
  return undefined;
}

function isUsual(reply: Reply, usual: unknown): boolean {
  return failureOf(() => expectUsual(reply, usual)) === undefined;
}

/** The first line of what `check` throws. */
function failureOf(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return String(error).split('\n', 1)[0];
  }
}
