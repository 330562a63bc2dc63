import type { Sandbox } from '../../src/sandbox/server.ts';
import { createDice, type Dice } from '../../test/support/inputs/dice.ts';
import { type Reply, replyTo, requestBytes } from '../bad-inputs/wire.ts';
import { type Canary, createSearch, type Hit } from './needles.ts';
import {
  type CanaryRequest,
  credentialRequests,
  EVERYTHING,
  freshPairRequest,
  fuzzedRequests,
  goodRequest,
  type Keys,
  misplacedRequests,
} from './requests.ts';
import { faultsRepeating, injectAnswers, injectToken, type Words } from './upstream.ts';

export interface CanaryRun {
  readonly seed: number;
  /** A server in live mode with the GraphiQL page, in front of `sandbox`; its origin must have no rejected sign-ins yet. */
  readonly url: string;
  readonly sandbox: Sandbox;
  /** Everything that the server has written elsewhere than into replies, by place; asked for after the last reply. */
  readonly written: () => Promise<Readonly<Record<string, string>>>;
  /**
   * Whether secrets are also sent where they are taken for something else, a document or a client id, which may be
   * remembered. True unless memory itself is to be searched.
   */
  readonly misplace?: boolean;
}

export interface CanaryReport {
  readonly requests: number;
  readonly scannedBytes: number;
  /** Canaries that came as the data of their rightful reader: without them the run would prove nothing. */
  readonly seen: readonly string[];
  readonly hits: readonly Hit[];
}

const CLIENT = 'sandbox-north';
const USUAL_SECRET = 'sandbox-north-secret';
const FUZZED = 300;

/** Has the server handle secrets and private names well, badly and under faults, then looks for them in all it said. */
export async function runCanaries({ seed, url, ...run }: CanaryRun): Promise<CanaryReport> {
  const { sandbox, misplace = true } = run;
  const dice = createDice(seed);
  const secret = hexOf(dice);
  sandbox.rotateSecret(CLIENT, secret);
  try {
    const keys = { ...keysOf(dice), secret, token: await tokenFor(sandbox, secret) };
    const canaries = canariesOf(keys, { pairToken: hexOf(dice), signature: hexOf(dice) });
    return await scan(url, { ...run, misplace, dice, keys, canaries });
  } finally {
    sandbox.clearFaults();
    sandbox.rotateSecret(CLIENT, USUAL_SECRET);
  }
}

interface Scene extends Pick<CanaryRun, 'sandbox' | 'written'> {
  readonly misplace: boolean;
  readonly dice: Dice;
  readonly keys: Keys;
  readonly canaries: ReturnType<typeof canariesOf>;
}

async function scan(url: string, scene: Scene): Promise<CanaryReport> {
  const { all, words } = scene.canaries;
  const hitsIn = createSearch(all);
  const hits: Hit[] = [];
  const seen = new Set<string>();
  let requests = 0;
  let scannedBytes = 0;
  const ask = async ({ name, bytes }: CanaryRequest): Promise<void> => {
    const reply = await replyTo(url, bytes);
    const { open, data } = partsOf(reply);
    requests += 1;
    scannedBytes += open.length + data.length;
    hits.push(...hitsIn(name, open), ...hitsIn(name, data, { secretsOnly: true }));
    for (const canary of all) if (!canary.isSecret && data.includes(canary.text)) seen.add(canary.name);
  };
  await askAll(scene, words, ask);
  for (const [place, text] of Object.entries(await scene.written())) {
    scannedBytes += text.length;
    hits.push(...hitsIn(place, text));
  }
  return { requests, scannedBytes, seen: [...seen], hits };
}

async function askAll(scene: Scene, words: Words, ask: (request: CanaryRequest) => Promise<void>): Promise<void> {
  const { sandbox, keys, dice, misplace } = scene;
  injectToken(sandbox, words);
  injectAnswers(sandbox, words);
  await ask(goodRequest(keys, 'the first'));
  if (misplace) for (const request of misplacedRequests(keys)) await ask(request);
  let count = 0;
  for (const path of ['/contracts', '/tasking/tasks', '/archive/stac/search', '/oauth/token']) {
    for (const fault of faultsRepeating(words)) {
      const name = `fault ${count} on ${path}`;
      sandbox.clearFaults();
      sandbox.inject({ path, ...fault });
      injectAnswers(sandbox, words);
      // A contract list is kept for a minute and a token for longer, so each needs somebody new.
      if (path === '/contracts') await ask(byToken(`${keys.wrongToken}${count}`, name));
      else await ask(path === '/oauth/token' ? freshPairRequest(keys, name) : goodRequest(keys, name));
      count += 1;
    }
  }
  sandbox.clearFaults();
  injectAnswers(sandbox, words);
  for (const request of [...credentialRequests(keys), ...fuzzedRequests(keys, dice, FUZZED)]) await ask(request);
}

function byToken(token: string, name: string): CanaryRequest {
  const body = JSON.stringify({ query: EVERYTHING });
  return { name, bytes: requestBytes({ headers: { Authorization: `Bearer ${token}` }, body }) };
}

/** A reply as what nobody's name or secret belongs into, and as the data of whoever asked. */
function partsOf(reply: Reply | undefined): { readonly open: string; readonly data: string } {
  if (reply === undefined) return { open: '', data: '' };
  const headers = JSON.stringify([...reply.headers]);
  const text = reply.body.toString('utf8');
  if (!/\bjson\b/.test(reply.headers.get('content-type') ?? '')) return { open: headers + text, data: '' };
  const { data, ...rest } = JSON.parse(text || '{}') as { data?: unknown };
  return { open: headers + JSON.stringify(rest), data: JSON.stringify(data ?? null) };
}

function keysOf(dice: Dice): Omit<Keys, 'secret' | 'token'> {
  return {
    clientId: CLIENT,
    wrongId: hexOf(dice),
    wrongSecret: hexOf(dice),
    wrongToken: hexOf(dice),
    contractId: `cont.${dice.uuid()}`,
    taskName: `Task ${dice.uuid()}`,
  };
}

function canariesOf(keys: Keys, { pairToken, signature }: Pick<Words, 'pairToken' | 'signature'>) {
  const { clientId: _, contractId, taskName, ...secrets } = keys;
  const all: readonly Canary[] = [
    ...Object.entries({ ...secrets, pairToken }).map(([name, text]) => ({ name, text, isSecret: true })),
    ...Object.entries({ contractId, taskName, signature }).map(([name, text]) => ({ name, text, isSecret: false })),
  ];
  const words: Words = { pairToken, contractId, taskName, signature, all: all.map(({ text }) => text).join(' ') };
  return { all, words };
}

function hexOf(dice: Dice): string {
  return dice.uuid().replaceAll('-', '');
}

async function tokenFor(sandbox: Sandbox, secret: string): Promise<string> {
  const response = await fetch(`${sandbox.url}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      grant_type: 'client_credentials',
      audience: 'https://api.satellogic.com/',
      client_id: CLIENT,
      client_secret: secret,
    }),
  });
  const { access_token: token } = (await response.json()) as { access_token: string };
  return token;
}
