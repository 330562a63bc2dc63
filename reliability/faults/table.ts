import type { ErrorCode } from '../../src/exchange/error-codes.ts';
import type { FaultAnswer } from '../../src/sandbox/http/faults.ts';
import type { TcpFault } from '../../test/support/upstream/fault-proxy.ts';
import { sendJson, startUpstream } from '../../test/support/upstream/upstream.ts';
import type { FaultyAleph, Part } from './faulty-aleph.ts';

/** One way for one part of Aleph to fail, and what becomes of the answers meanwhile. */
export interface Fault {
  readonly name: string;
  readonly part: Part;
  /** ANSWERED: as ever. INCOMPLETE: says so itself. REFUSED: null, with an error of one of the codes. */
  readonly outcome: 'ANSWERED' | 'INCOMPLETE' | 'REFUSED';
  readonly codes: readonly ErrorCode[];
  /** What every error must give as its reason, where there is but one. */
  readonly reason?: string;
  /** Whether it takes an Aleph whose token endpoint speaks TLS. */
  readonly secured?: boolean;
  /** Resolves, once it is there, with what ends it. */
  begin(aleph: FaultyAleph): Promise<() => void | Promise<void>>;
}

type Harm = Pick<Fault, 'outcome' | 'codes' | 'reason'>;

const PARTS: readonly Part[] = ['token', 'contracts', 'archive', 'tasking'];

const HARMLESS: Harm = { outcome: 'ANSWERED', codes: [] };
const TOO_SLOW = refused('UPSTREAM_TIMEOUT');
const UNREACHABLE = refused('UPSTREAM_UNAVAILABLE');

/** Slow beyond any deadline, or cut within the shortest answer, where a fault is to do harm. */
const TCP_FAULTS: readonly (readonly [TcpFault, Harm])[] = [
  [{ kind: 'latency', ms: 60, jitterMs: 40 }, HARMLESS],
  [{ kind: 'down' }, UNREACHABLE],
  [{ kind: 'bandwidth', bytesPerSecond: 80 }, TOO_SLOW],
  [{ kind: 'slow-close', ms: 200 }, HARMLESS],
  [{ kind: 'timeout', ms: 0 }, TOO_SLOW],
  [{ kind: 'reset-peer', ms: 0 }, UNREACHABLE],
  [{ kind: 'slicer', bytes: 2_048, ms: 1 }, HARMLESS],
  [{ kind: 'limit-data', bytes: 280 }, refused('UPSTREAM_INVALID_RESPONSE', 'UPSTREAM_UNAVAILABLE')],
];

const HTTP_FAULTS: readonly Fault[] = [
  answering('429', 'archive', refused('UPSTREAM_RATE_LIMITED'), {
    kind: 'status',
    status: 429,
    headers: { 'retry-after': '120' },
  }),
  answering('5xx storm', 'tasking', { ...UNREACHABLE, reason: 'HTTP_5XX' }, { kind: 'status', status: 503 }),
  answering('HTML page', 'contracts', unusable('NOT_JSON'), { kind: 'raw', body: '<html><body>Welcome</body></html>' }),
  answering('truncated body', 'tasking', unusable('TRUNCATED'), { kind: 'truncated' }),
  answering('gzip bomb', 'archive', unusable('TOO_LARGE'), { kind: 'gzip-bomb', bytes: 8_000_000 }),
  answering(
    'redirect',
    'token',
    { ...refused('AUTH_UNAVAILABLE'), reason: 'REDIRECT' },
    {
      kind: 'status',
      status: 307,
      headers: { location: 'http://127.0.0.1:9/oauth/token' },
    },
  ),
  { name: 'endless pages on tasking', part: 'tasking', outcome: 'INCOMPLETE', codes: [], begin: beginEndlessPages },
  {
    name: 'bad TLS on token',
    part: 'token',
    ...refused('AUTH_UNAVAILABLE'),
    reason: 'TLS',
    secured: true,
    begin: beginBadTls,
  },
];

/** The forty faults of figure R2. */
export const FAULTS: readonly Fault[] = [
  ...TCP_FAULTS.flatMap(([fault, harm]) => PARTS.map((part) => onTheLine(fault, part, harm))),
  ...HTTP_FAULTS,
];

function refused(...codes: readonly ErrorCode[]): Harm {
  return { outcome: 'REFUSED', codes };
}

function unusable(reason: string): Harm {
  return { ...refused('UPSTREAM_INVALID_RESPONSE'), reason };
}

function onTheLine(fault: TcpFault, part: Part, harm: Harm): Fault {
  return {
    name: `${fault.kind} on ${part}`,
    part,
    outcome: harm.outcome,
    // Whatever keeps a token away, it is the sign-in that is not to be had.
    codes: part === 'token' && harm.outcome === 'REFUSED' ? ['AUTH_UNAVAILABLE'] : harm.codes,
    begin: async ({ lines }) => {
      await lines[part].set(fault);
      return () => lines[part].clear();
    },
  };
}

const PATTERNS: Readonly<Record<Part, string>> = {
  token: '/oauth/*',
  contracts: '/contracts',
  archive: '/archive/*',
  tasking: '/tasking/*',
};

function answering(name: string, part: Part, harm: Harm, answer: FaultAnswer): Fault {
  return {
    name: `${name} on ${part}`,
    part,
    ...harm,
    begin: async ({ sandbox }) => {
      sandbox.inject({ path: PATTERNS[part], answer });
      return sandbox.clearFaults;
    },
  };
}

/** A listing without a row that always goes on, and never to where it has been. */
async function beginEndlessPages({ lines, sandbox }: FaultyAleph) {
  const endless = await startUpstream(({ url }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
    searchParams.set('offset', String(Number(searchParams.get('offset') ?? 0) + 1));
    sendJson(response, { count: 1_000_000, next: `${pathname}?${searchParams}`, previous: null, results: [] });
  });
  lines.tasking.aim(Number(new URL(endless.url).port));
  return async () => {
    lines.tasking.aim(sandbox.port);
    await endless.close();
  };
}

async function beginBadTls({ tls }: FaultyAleph) {
  if (tls === undefined) throw new Error('this Aleph does not speak TLS');
  tls.spoil();
  return tls.mend;
}
