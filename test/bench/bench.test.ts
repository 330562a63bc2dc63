import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Handler, startHandler } from '../../bench/handler.ts';
import { measure } from '../../bench/measure.ts';
import { callOf, credentialsFor, QUERY_NAMES, type QueryName, type Target } from '../../bench/queries.ts';
import { startUpstream, type Upstream } from '../../bench/upstream.ts';
import { type Aleph, createAleph } from '../../src/aleph/client.ts';
import { loadConfig } from '../../src/config/config.ts';
import { createServer, type Server } from '../../src/server.ts';
import { createMemoryLog } from '../support/memory-log.ts';

let upstream: Upstream;
let handler: Handler;
let aleph: Aleph;
let server: Server;
let targets: readonly [Target, Target];

beforeAll(async () => {
  upstream = await startUpstream();
  handler = await startHandler({ upstreamUrl: upstream.url, keepsLists: true });
  const config = loadConfig({ port: '0', upstream: 'live' }, {});
  aleph = createAleph({
    apiUrl: upstream.url,
    tokenUrl: `${upstream.url}/oauth/token`,
    audience: config.audience,
    timeoutMs: config.upstreamTimeoutMs,
    tokenTimeoutMs: config.tokenTimeoutMs,
    maxCalls: config.maxUpstreamCalls,
    breakerOpenMs: config.breakerOpenMs,
  });
  server = createServer(aleph, config, { log: createMemoryLog().log });
  const url = await server.listen();
  targets = [
    { url, kind: 'graphql' },
    { url: handler.url, kind: 'handler' },
  ];
});

afterAll(async () => {
  await server?.drain();
  await aleph?.close();
  await handler?.close();
  await upstream?.close();
});

async function answerOf(target: Target, name: QueryName) {
  const { path, body } = callOf(target, name, 1);
  const response = await fetch(target.url + path, { method: 'POST', headers: credentialsFor(), body });
  return JSON.parse(await response.text());
}

async function callsFor(ask: () => Promise<unknown>): Promise<Record<string, number>> {
  await fetch(`${upstream.url}/_bench/reset`, { method: 'POST' });
  await ask();
  return JSON.parse(await (await fetch(`${upstream.url}/_bench/calls`)).text());
}

test.each(QUERY_NAMES)('the server and the handler of the bench answer %s alike', async (name) => {
  const [served, handled] = await Promise.all(targets.map((target) => answerOf(target, name)));
  expect(served.errors).toBeUndefined();
  expect(served.data).toEqual(handled.data);
});

test.each([
  ['Q1', 3, 20],
  ['Q2', 1, 200],
  ['Q3', 1, 2_000],
] as const)('an answer to %s holds all the items it is measured with', async (name, searches, items) => {
  const { data } = await answerOf(targets[0], name);
  const pages = (data.contracts ?? [data.contract]).map(
    (contract: { archiveSearch: { nodes: unknown[] } }) => contract.archiveSearch.nodes,
  );
  expect(pages).toHaveLength(searches);
  for (const page of pages) expect(page).toHaveLength(items);
});

test.each(QUERY_NAMES)(
  'the server and the handler of the bench cost the upstream the same calls for %s',
  async (name) => {
    for (const target of targets) await answerOf(target, name);
    const [served, handled] = targets;
    const calls = await callsFor(() => answerOf(served, name));
    expect(await callsFor(() => answerOf(handled, name))).toEqual(calls);
    expect(calls['/archive/search']).toBe({ Q0: undefined, Q1: 3, Q2: 1, Q3: 1 }[name]);
  },
);

test('each of the first two contestants goes first in as many short turns of a round as the other', async () => {
  const order: string[] = [];
  const contestants = ['a', 'b', 'c'].map((name) => {
    const cpuMs = () => order.push(name);
    const process = { url: handler.url, cpuMs, rssMb: () => 1, stop: async () => {} };
    return { name, process, kind: 'handler', url: handler.url, signIn: undefined } as const;
  });
  const plan = { query: 'Q0', connections: 1, seconds: 0, rounds: 2, warmUpSeconds: 0, turnSeconds: 0.01 } as const;
  const rounds = await measure(
    contestants,
    { ...upstream, cpuMs: () => 0, rssMb: () => 0, stop: upstream.close },
    plan,
  );
  expect(rounds.map((own) => own.length)).toEqual([2, 2, 2]);
  // CPU time is read before and after each turn.
  expect(order.join('')).toBe('aabbcc' + 'bbaacc' + 'bbaacc' + 'aabbcc');
});
