import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { type Bodies, type ContractPart, makeBodies } from './bodies.ts';
import { announce } from './entries.ts';
import { sizeIn } from './places.ts';

/**
 * An Aleph whose answers are made before anyone asks. The client id `bench-7` may use seven contracts. Under `/_bench`
 * it tells how often each path was asked (GET calls), forgets that (POST reset) and sets its delay (POST delay?ms=25).
 */
export interface Upstream {
  readonly url: string;
  close(): Promise<void>;
}

interface Desk {
  readonly bodies: Bodies;
  readonly calls: Map<string, number>;
  delayMs: number;
}

interface Visit {
  readonly request: IncomingMessage;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly text: string;
}

const CONTRACT_PARTS: ReadonlySet<string> = new Set<ContractPart>([
  '/tasking/products',
  '/tasking/tasks',
  '/archive/stac/collections',
]);

export async function startUpstream({ port = 0, delayMs = 0 } = {}): Promise<Upstream> {
  const server = createServer({ keepAliveTimeout: 120_000 });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : port}`;
  const desk: Desk = { bodies: await makeBodies(url), calls: new Map(), delayMs };
  server.on('request', (request, response) => {
    answer(desk, request, response).catch(() => response.destroy());
  });
  return { url, close: () => close(server) };
}

async function answer(desk: Desk, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [target = '/', search = ''] = (request.url ?? '/').split('?', 2);
  const path = target.length > 1 && target.endsWith('/') ? target.slice(0, -1) : target;
  const visit = { request, path, query: new URLSearchParams(search), text: await textOf(request) };
  if (path.startsWith('/_bench/')) return send(response, control(desk, visit));
  desk.calls.set(path, (desk.calls.get(path) ?? 0) + 1);
  const body = bodyFor(desk.bodies, visit);
  if (desk.delayMs > 0) await wait(desk.delayMs);
  send(response, body);
}

function bodyFor(bodies: Bodies, { request, path, text }: Visit): Buffer | undefined {
  if (path === '/oauth/token') return accessTokenFor(text);
  const contracts = /^Bearer bench\.(\d+)/.exec(String(request.headers['authorizationtoken']))?.[1];
  if (contracts === undefined) return undefined;
  if (path === '/contracts') return bodies.contracts(Number(contracts));
  const contractId = request.headers['x-satellogic-contract-id'];
  if (typeof contractId !== 'string') return undefined;
  const size = path === '/archive/search' ? sizeIn(text) : undefined;
  if (size !== undefined) return bodies.items(size);
  return isContractPart(path) ? bodies.of(contractId, path) : undefined;
}

function isContractPart(path: string): path is ContractPart {
  return CONTRACT_PARTS.has(path);
}

function accessTokenFor(text: string): Buffer | undefined {
  const contracts = /"client_id":"bench-(\d+)/.exec(text)?.[1];
  if (contracts === undefined) return undefined;
  const grant = { access_token: `bench.${contracts}.${'x'.repeat(800)}`, scope: 'api:tasking', expires_in: 86_400 };
  return Buffer.from(JSON.stringify({ ...grant, token_type: 'Bearer' }));
}

function control(desk: Desk, { path, query }: Visit): Buffer | undefined {
  if (path === '/_bench/reset') desk.calls.clear();
  if (path === '/_bench/delay') desk.delayMs = Number(query.get('ms'));
  return Buffer.from(JSON.stringify(Object.fromEntries(desk.calls)));
}

/** Undefined is what the API's gateway refuses. */
function send(response: ServerResponse, body: Buffer | undefined): void {
  const sent = body ?? Buffer.from('{"message":"Unauthorized"}');
  response.writeHead(body === undefined ? 401 : 200, {
    'content-type': 'application/json',
    'content-length': sent.length,
  });
  response.end(sent);
}

async function textOf(request: IncomingMessage): Promise<string> {
  if (request.method !== 'POST') return '';
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

await announce(import.meta.url, () => startUpstream({ delayMs: Number(process.env['BENCH_DELAY_MS'] ?? 0) }));
