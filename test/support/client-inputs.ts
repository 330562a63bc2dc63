import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { createClient, type OrderInput, type TaskInput } from '../../src/client/index.ts';
import { CONTRACT, POINT, SQUARE, WINDOW } from './facade/placing.ts';

export const PAIR = { clientId: 'sandbox-north', clientSecret: 'sandbox-north-secret' };
export const TASK: TaskInput = {
  contractId: CONTRACT,
  name: 'Tank farm',
  projectName: 'Stock count',
  productId: 169,
  target: { type: 'Point', coordinates: [...POINT.coordinates] },
  ...WINDOW,
};
export const ORDER: OrderInput = {
  contractId: CONTRACT,
  name: 'Harbour order',
  projectName: 'Stock count',
  sku: 'ARCIMG-M.NN.NN',
  geometry: { type: 'Polygon', coordinates: SQUARE.coordinates },
  parameters: { outcomeId: 'one' },
};

/** What a page finds after a reload. */
export const reloaded = <T>(attempt: T): T => JSON.parse(JSON.stringify(attempt));

/** A client of a server that gives these answers in turn. */
export async function answeredBy(...answers: readonly object[]) {
  const keys: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece) => {
      body += piece;
    });
    request.on('end', () => {
      keys.push(JSON.parse(body).variables.input.idempotencyKey);
      response.end(JSON.stringify(answers[keys.length - 1]));
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => void server.close().closeAllConnections());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  return { client: createClient({ url, credentials: PAIR }), keys };
}

export const refusal = (code: string, key: string | undefined, retryable = true) => ({
  data: null,
  errors: [{ message: code, extensions: { code, retryable, retryAfterSeconds: 4, ...(key && { key }) } }],
});
