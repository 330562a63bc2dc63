import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { unobserved } from '../../src/aleph/transport/calls.ts';
import { type HttpExchange, openExchange } from '../../src/exchange/exchange.ts';
import { type Facade, startFacade } from '../support/facade/facade.ts';
import { errorsOf, send } from '../support/facade/http.ts';

describe('the request id', () => {
  let facade: Facade;

  beforeAll(async () => {
    facade = await startFacade({ sandbox: { itemCount: 10 } });
  });
  afterAll(() => facade.close());

  const ask = (id?: string) =>
    send(`${facade.url}/nowhere`, { headers: id === undefined ? {} : { 'x-request-id': id } });

  test('is new for every request, and the same in header and error', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask()));
    const ids = answers.map((answer) => errorsOf(answer)[0]?.['requestId']);
    expect(new Set(ids).size).toBe(50);
  });

  test.each(['12345678', 'trace-0af7651916cd43dd8448eb211c80319c', 'a'.repeat(64)])(
    'is the caller’s own %s',
    async (id) => {
      const answer = await ask(id);
      expect(answer.headers.get('x-request-id')).toBe(id);
      expect(errorsOf(answer)).toMatchObject([{ requestId: id }]);
    },
  );

  test.each([
    'short',
    'a'.repeat(65),
    'a b c d e f',
    'id_with_underscores',
    '<script>alert(1)</script>',
    'é'.repeat(8),
  ])('is not the caller’s %s', async (id) => {
    const answer = await ask(id);
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(errorsOf(answer)).toHaveLength(1);
  });
});

describe('the signal of a request', () => {
  /** An exchange of a client that waits, with that client. */
  async function open(timeoutMs: number) {
    const exchanges: HttpExchange[] = [];
    const server = createServer((request, response) =>
      exchanges.push(
        openExchange(request, response, { path: '/', timeoutMs, address: undefined, observeCall: unobserved }),
      ),
    );
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    onTestFinished(() => {
      client.destroy();
      server.close();
    });
    client.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    const exchange = await vi.waitFor(() => exchanges[0] ?? expect.fail('no request yet'));
    return { exchange, client };
  }

  test('aborts with CANCELLED when the client leaves before its reply', async () => {
    const { exchange, client } = await open(60_000);
    expect(exchange.signal.aborted).toBe(false);

    client.destroy();

    await vi.waitFor(() => expect(exchange.signal.aborted).toBe(true));
    expect(exchange.signal.reason).toMatchObject({ code: 'CANCELLED', retryable: false });
  });

  test('aborts with DEADLINE_EXCEEDED when the time is up', async () => {
    const { exchange } = await open(20);

    await vi.waitFor(() => expect(exchange.signal.aborted).toBe(true));
    expect(exchange.signal.reason).toMatchObject({ code: 'DEADLINE_EXCEEDED', retryable: true });
  });

  test('does not abort once the reply is out, whatever the client does then', async () => {
    const { exchange, client } = await open(60_000);

    exchange.response.end('{}');
    await once(client, 'data');
    client.destroy();
    await vi.waitFor(() => expect(exchange.response.destroyed).toBe(true));

    expect(exchange.signal.aborted).toBe(false);
  });
});
