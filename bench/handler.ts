import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { announce } from './entries.ts';
import { collectionOf, contractOf, itemsOf, productOf, sightsOf, tasksOf } from './picks.ts';
import { createReads, type Json, type Reads } from './reads.ts';

export interface HandlerOptions {
  readonly upstreamUrl: string;
  /** Keeps the lists that the server keeps, for as long. */
  readonly keepsLists?: boolean;
}

export interface Handler {
  readonly url: string;
  close(): Promise<void>;
}

const CONTRACTS_KEPT_MS = 60_000;
const LISTS_KEPT_MS = 300_000;

const ROUTES: Readonly<Record<string, (reads: Reads, asked: Json) => Promise<Json>>> = {
  '/Q0': async (reads) => ({ contracts: await contractsOf(reads) }),
  '/Q1': composed,
  '/Q2': imagery,
  '/Q3': imagery,
  '/token': async ({ token }) => ({ token: (await token).length }),
};

/**
 * What a careful engineer writes instead of a GraphQL server: one route per query, and the same answers.
 */
export async function startHandler({ upstreamUrl, keepsLists = false }: HandlerOptions): Promise<Handler> {
  const upstream = createReads(upstreamUrl, keepsLists);
  const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
    answer(request, response).catch(() => send(response, 502, '{"errors":[{"message":"Upstream failed."}]}'));
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const route = ROUTES[request.url ?? ''];
    if (route === undefined || request.method !== 'POST') return send(response, 404, '{}');
    const { 'x-aleph-client-id': id, 'x-aleph-client-secret': secret } = request.headers;
    if (typeof id !== 'string' || typeof secret !== 'string') return send(response, 401, '{}');
    const asked = JSON.parse(await bodyOf(request));
    send(response, 200, JSON.stringify({ data: await route(upstream.readsFor(id, secret), asked) }));
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await upstream.close();
    },
  };
}

/** By events: iterating over a request costs twice as much as all the rest of a small one. */
function bodyOf(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => resolve(Buffer.concat(chunks).toString()));
    request.on('error', reject);
  });
}

function contractsOf(reads: Reads): Promise<readonly ReturnType<typeof contractOf>[]> {
  return reads.keep(CONTRACTS_KEPT_MS, { path: '/contracts' }, (rows) => rows.map(contractOf));
}

async function composed(reads: Reads, { bbox, dates, taskName }: Json): Promise<Json> {
  const search = { bbox, start_date: dates.start, end_date: dates.end };
  const tasksPath = `/tasking/tasks/?limit=20&offset=0&task_name=${encodeURIComponent(taskName)}`;
  const products = '/tasking/products/?limit=200&offset=0';
  const collections = '/archive/stac/collections/';
  const contracts = await contractsOf(reads);
  const branches = contracts.map(async ({ id, name }) => {
    const [taskingProducts, tasks, archiveSearch, stacCollections] = await Promise.all([
      reads.keep(LISTS_KEPT_MS, { path: products, contractId: id }, (page) => page.results.map(productOf)),
      reads.read(tasksPath, id).then(tasksOf),
      reads.read('/archive/search', id, search).then(sightsOf),
      reads.keep(LISTS_KEPT_MS, { path: collections, contractId: id }, (page) => page.collections.map(collectionOf)),
    ]);
    return { id, name, taskingProducts, tasks, archiveSearch, stacCollections };
  });
  return { contracts: await Promise.all(branches) };
}

async function imagery(reads: Reads, { id, bbox, dates, first }: Json): Promise<Json> {
  const contract = (await contractsOf(reads)).find((one) => one.id === id);
  if (contract === undefined) return { contract: null };
  const page = await reads.read('/archive/search', id, { bbox, start_date: dates.start, end_date: dates.end });
  page.features = page.features.slice(0, first);
  return { contract: { id, archiveSearch: itemsOf(page) } };
}

function send(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

await announce(import.meta.url, () =>
  startHandler({
    upstreamUrl: process.env['ALEPH_API_URL'] ?? '',
    keepsLists: process.env['BENCH_KEEP'] === 'lists',
  }),
);
