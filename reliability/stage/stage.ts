import type { Fault } from '../../src/sandbox/server.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { type FarSandbox, startFarSandbox } from './far-sandbox.ts';
import { type ServerProcess, type ServerProcessOptions, startServerProcess } from './server-process.ts';

/** A built server in front of a sandbox that runs in this process. */
export interface Stage {
  readonly sandbox: Sandbox;
  readonly server: ServerProcess;
  /** Replaces the faults in force; what they let pass still takes its time. */
  spoil(...faults: readonly Fault[]): void;
  tokenCalls(): number;
  /** Calls of the API for paths that start so. */
  apiCalls(prefix?: string): number;
  /** Kills the server, unless it has ended. */
  close(): Promise<void>;
}

export interface StageOptions extends ServerProcessOptions {
  /** Of every upstream answer. */
  readonly latencyMs?: number;
  readonly itemCount?: number;
}

const TOKEN_PATH = '/oauth/token';

const UPSTREAM = { latencyMs: 50, itemCount: 2_000 } as const;

async function openStage(options: StageOptions = {}): Promise<Stage> {
  const { latencyMs = UPSTREAM.latencyMs, itemCount = UPSTREAM.itemCount, ...ofServer } = options;
  const sandbox = await startSandbox({ itemCount });
  const server = await startServerProcess(sandbox.url, ofServer);
  const callsTo = (matches: (path: string) => boolean) => sandbox.calls().filter(({ path }) => matches(path)).length;
  const spoil = (...faults: readonly Fault[]) => {
    sandbox.clearFaults();
    // The first fault that matches holds.
    for (const fault of faults) sandbox.inject({ latencyMs, ...fault });
    if (latencyMs > 0) sandbox.inject({ path: '*', latencyMs });
  };
  spoil();
  return {
    sandbox,
    server,
    spoil,
    tokenCalls: () => callsTo((path) => path === TOKEN_PATH),
    apiCalls: (prefix = '/') => callsTo((path) => path !== TOKEN_PATH && path.startsWith(prefix)),
    close: async () => {
      if (server.isRunning()) server.signal('SIGKILL');
      await server.exit;
      await sandbox.close();
    },
  };
}

/** Runs on a stage and takes it down afterwards, come what may. */
export async function onStage<T>(options: StageOptions, play: (stage: Stage) => Promise<T>): Promise<T> {
  const stage = await openStage(options);
  try {
    return await play(stage);
  } finally {
    await stage.close();
  }
}

/** A built server on the first core, in front of a sandbox that can be neither asked nor spoiled. */
export interface FarStage {
  readonly sandbox: Pick<FarSandbox, 'url'>;
  readonly server: ServerProcess;
}

/**
 * For loads that keep a sandbox busy: in this process it would hold up the callers, whose requests would look slow although
 * the server is not.
 */
export async function onFarStage<T>(play: (stage: FarStage) => Promise<T>): Promise<T> {
  const sandbox = await startFarSandbox(UPSTREAM);
  try {
    const server = await startServerProcess(sandbox.url, { pinned: true });
    try {
      return await play({ sandbox, server });
    } finally {
      if (server.isRunning()) server.signal('SIGKILL');
      await server.exit;
    }
  } finally {
    await sandbox.close();
  }
}
