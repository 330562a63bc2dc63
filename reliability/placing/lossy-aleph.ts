import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import type { Random } from '../../src/sandbox/world/random.ts';

/** A sandbox behind a line that loses, delays and replaces answers to writes. */
export interface LossyAleph {
  readonly url: string;
  readonly sandbox: Sandbox;
  /** Writes for a thing of this name whose sender cannot know whether they were carried out. */
  unknownWrites(name: string): number;
  /** From now on every answer arrives. */
  mend(): void;
  close(): Promise<void>;
}

/** What becomes of a write. Each but the first leaves its sender in doubt; one that hangs waits until the sender gives up. */
const FATES = ['answered', 'reset before', 'reset after', '503 before', '503 after', 'hangs after', 'late'] as const;
type Fate = (typeof FATES)[number];

const NAME = /"thing-[\w-]+"/;
const LATE_MS = 300;
const SPOILED_WRITES = 0.45;
const SPOILED_READS = 0.04;

export async function startLossyAleph(random: Random): Promise<LossyAleph> {
  const sandbox = await startSandbox({ itemCount: 20 });
  const unknown = new Map<string, number>();
  const under = new Set<Promise<unknown>>();
  let fateOf = fates(random);
  const server = createServer((request, response) => {
    const passing = pass(request, response).catch(() => response.destroy());
    under.add(passing);
    void passing.then(() => under.delete(passing));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const body = Buffer.concat(pieces);
    const name = request.method === 'POST' ? NAME.exec(body.toString())?.[0]?.slice(1, -1) : undefined;
    const fate = fateOf(name !== undefined);
    if (name !== undefined && fate !== 'answered') unknown.set(name, (unknown.get(name) ?? 0) + 1);
    await meet(fate, response, () => forward(sandbox.url, request, body));
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sandbox,
    unknownWrites: (name) => unknown.get(name) ?? 0,
    mend() {
      fateOf = () => 'answered';
    },
    async close() {
      await Promise.all(under);
      server.close();
      server.closeAllConnections();
      await sandbox.close();
    },
  };
}

async function meet(fate: Fate, response: ServerResponse, carryOut: () => ReturnType<typeof forward>): Promise<void> {
  if (fate === 'reset before' || fate === 'late') response.destroy();
  if (fate === '503 before') response.writeHead(503).end();
  if (fate.endsWith('before')) return;
  if (fate === 'late') await wait(LATE_MS);
  const answer = await carryOut();
  if (fate === 'reset after') response.destroy();
  else if (fate === '503 after') response.writeHead(503).end();
  else if (fate === 'answered') response.writeHead(answer.status, answer.headers).end(answer.body);
}

function fates(random: Random) {
  return (isWrite: boolean): Fate => {
    if (!isWrite) return random.chance(SPOILED_READS) ? '503 before' : 'answered';
    return random.chance(SPOILED_WRITES) ? random.pick(FATES.slice(1)) : 'answered';
  };
}

/** Headers of one connection, and those of a body that is sent on in another form. */
const OF_THE_LINE = new Set([
  'connection',
  'host',
  'content-length',
  'content-encoding',
  'transfer-encoding',
  'keep-alive',
]);

async function forward(url: string, { method = 'GET', url: path = '/', headers }: IncomingMessage, body: Buffer) {
  const init = { method, headers: withoutLine(headers), ...(body.length > 0 && { body: new Uint8Array(body) }) };
  const answer = await fetch(url + path, { ...init, redirect: 'manual' });
  return {
    status: answer.status,
    headers: withoutLine(Object.fromEntries(answer.headers)),
    body: Buffer.from(await answer.arrayBuffer()),
  };
}

function withoutLine(headers: object): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_THE_LINE.has(name)));
}
