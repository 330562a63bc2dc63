import { describe, expect, test } from 'vitest';
import { runFaults, surviveFault, type Verdict } from '../../reliability/faults/faults.ts';
import type { FaultyAleph } from '../../reliability/faults/faulty-aleph.ts';
import { FAULTS } from '../../reliability/faults/table.ts';
import { launchInProcess } from '../../reliability/faults/targets.ts';
import { type FaultProxy, startFaultProxy } from '../support/upstream/fault-proxy.ts';

const ONE_WAVE = { durationMs: 0 };
const TAKES_TIME = { timeout: 60_000 };

/** The fault of this name, with changes to what it says of itself. */
function faultOf(name: string, changes: Partial<(typeof FAULTS)[number]> = {}) {
  const fault = FAULTS.find((one) => one.name === name);
  if (fault === undefined) throw new Error(`no fault is called ${name}`);
  return { ...fault, ...changes };
}

describe.concurrent('the server', TAKES_TIME, () => {
  for (const fault of FAULTS) {
    test(`survives ${fault.name}: typed in time, well again, and neighbours never notice`, async () => {
      expect(await surviveFault(fault, ONE_WAVE)).toMatchObject({ broken: [], survived: true });
    });
  }
});

describe.concurrent('a verdict', TAKES_TIME, () => {
  test('names a fault that does no harm where harm was foretold', async () => {
    const harmless = faultOf('slow-close on archive', { outcome: 'REFUSED', codes: ['UPSTREAM_TIMEOUT'] });
    const { broken, survived } = await surviveFault(harmless, ONE_WAVE);
    expect(survived).toBe(false);
    expect(broken).toEqual([expect.stringContaining('an answer where an error was foretold')]);
  });

  test('names an error of another code than the fault allows', async () => {
    const { broken } = await surviveFault(faultOf('429 on archive', { codes: ['UPSTREAM_TIMEOUT'] }), ONE_WAVE);
    expect(broken).toEqual([expect.stringContaining('UPSTREAM_RATE_LIMITED')]);
  });

  test('names neighbours that are hurt', async () => {
    const everywhere = faultOf('5xx storm on tasking', { part: 'archive' });
    const { broken, neighboursAsked, neighboursAnswered } = await surviveFault(everywhere, ONE_WAVE);
    expect(broken).toContain('neighbours went without their answers');
    expect(neighboursAsked).toBeGreaterThanOrEqual(5);
    expect(neighboursAnswered).toBe(0);
  });

  test('names replies that do not come in time, and a server that cannot be reached', async () => {
    const fronts: FaultProxy[] = [];
    const launch = async (aleph: FaultyAleph) => {
      const target = await launchInProcess(aleph);
      const front = await startFaultProxy(Number(new URL(target.url).port));
      fronts.push(front);
      return { ...target, url: front.url, isUp: async () => false, close: () => front.close().then(target.close) };
    };
    const silence = faultOf('429 on archive', {
      begin: async () => {
        await fronts[0]?.set({ kind: 'timeout', ms: 0 });
        return () => fronts[0]?.clear();
      },
    });
    const { broken, recoveredAfterMs } = await surviveFault(silence, { ...ONE_WAVE, launch });
    expect(broken).toEqual([
      expect.stringContaining('no reply within the deadline and a second'),
      'neighbours went without their answers',
      'the server is not up',
    ]);
    expect(recoveredAfterMs).toBeTypeOf('number');
  });

  test('names a server that does not recover', async () => {
    const { begin } = faultOf('429 on archive');
    const endless = faultOf('429 on archive', { begin: (aleph) => begin(aleph).then(() => () => undefined) });
    const { broken, recoveredAfterMs } = await surviveFault(endless, ONE_WAVE);
    expect(broken).toEqual(['no recovery within 10000 ms']);
    expect(recoveredAfterMs).toBeUndefined();
  });
});

describe('a run of faults', () => {
  test('counts those that were survived, and reports each as it ends', async () => {
    const faults = [faultOf('slicer on archive'), faultOf('slicer on tasking', { outcome: 'REFUSED' })];
    const reported: Verdict[] = [];
    const run = await runFaults({
      ...ONE_WAVE,
      faults,
      launch: launchInProcess,
      report: (verdict) => reported.push(verdict),
    });
    expect(run).toMatchObject({ survived: 1, total: 2 });
    expect(run.rows).toEqual(reported);
    expect(reported.find(({ survived }) => survived)?.fault).toBe('slicer on archive');
  });

  test('is of forty faults, no two of one name, unless told otherwise', () => {
    expect(new Set(FAULTS.map(({ name }) => name)).size).toBe(40);
  });
});
