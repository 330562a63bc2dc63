import { runBadInputs } from '../bad-inputs/bad-inputs.ts';
import { runCanaries } from '../canaries/canaries.ts';
import { runIsolation } from '../isolation/isolation.ts';
import { PLANTED_BUGS } from '../isolation/planted-bugs.ts';
import { startPlanted } from '../isolation/planted-server.ts';
import { onStage } from '../stage/stage.ts';
import type { Figure, Runner } from './figures.ts';

const AT_ONCE = { latencyMs: 0, itemCount: 300 } as const;

/** R3: inputs that nobody should send. */
export const badInputRunner: Runner = {
  id: 'R3',
  run: async ({ seed, short }) => {
    const count = short ? 2_000 : 10_000;
    const report = await onStage(AT_ONCE, ({ server }) => runBadInputs({ seed, count, url: server.url }));
    const { sent, typed, failures, slowestMs } = report;
    const faults = failures.slice(0, 3).map(({ input, fault }) => `${input}: ${fault}`);
    const measured = [`${typed} of ${sent}, the slowest in ${slowestMs.toFixed(0)} ms`, ...faults].join('; ');
    return [figure('R3', 'bad inputs answered by a code', 'all, each ≤ 1 s', measured, typed === sent)];
  },
};

/** R4: secrets in anything that the server says or writes. */
export const canaryRunner: Runner = {
  id: 'R4',
  run: async ({ seed }) => {
    const env = { GRAPHIQL: 'true', LOG_LEVEL: 'debug' };
    const { requests, scannedBytes, seen, hits } = await onStage({ ...AT_ONCE, env }, async ({ server, sandbox }) => {
      const written = async () => {
        server.signal('SIGTERM');
        await server.exit;
        return { 'standard output': server.stdout(), 'standard error': server.stderr() };
      };
      return runCanaries({ seed, url: server.url, sandbox, written });
    });
    const measured = `${hits.length} in ${requests} requests, ${(scannedBytes / 1e6).toFixed(1)} MB scanned`;
    return [figure('R4', 'secrets found', '0', measured, hits.length === 0 && seen.length > 0)];
  },
};

/** R5: two tenants and their twins, and servers with a bug that must be noticed. */
export const isolationRunner: Runner = {
  id: 'R5',
  run: async ({ seed, short }) => {
    const [seeds, requests] = short ? [1, 3_000] : [5, 10_000];
    let [asked, answered, leaks, caught] = [0, 0, 0, 0];
    for (let index = 0; index < seeds; index += 1) {
      const report = await onStage(AT_ONCE, ({ server, sandbox }) =>
        runIsolation({ seed: seed + index, requests, url: server.url, sandbox, revoke: 'ANSWERS' }),
      );
      asked += report.requests;
      answered += report.answered;
      leaks += report.leaks.length;
    }
    for (const { bug } of PLANTED_BUGS) if (await finds(bug, seed)) caught += 1;
    const bugs = PLANTED_BUGS.length;
    return [
      figure('R5', 'leaks between tenants', '0', `${leaks} in ${asked} requests, ${answered} answered`, leaks === 0),
      figure('R5', 'planted bugs caught', `${bugs} of ${bugs}`, `${caught} of ${bugs}`, caught === bugs),
    ];
  },
};

async function finds(bug: (typeof PLANTED_BUGS)[number]['bug'], seed: number): Promise<boolean> {
  return onStage(AT_ONCE, async ({ sandbox }) => {
    sandbox.clearFaults();
    const planted = await startPlanted([bug], sandbox);
    try {
      const { leaks } = await runIsolation({ seed, requests: 300, url: planted.url, sandbox, revoke: 'ANSWERS' });
      return leaks.length > 0;
    } finally {
      await planted.close();
    }
  });
}

function figure(id: string, name: string, goal: string, measured: string, held: boolean): Figure {
  return { id, figure: name, goal, measured, held };
}
