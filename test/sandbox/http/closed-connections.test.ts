import { Agent, request } from 'node:http';
import { expect, test } from 'vitest';
import { withSandbox } from '../caller.ts';

test.each(['close', 'reset'] as const)(
  'a token exchange can meet a kept connection that ends by %s, once',
  async (kind) => {
    await withSandbox({ itemCount: 0 }, async (sandbox) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      sandbox.inject({ method: 'POST', path: '/oauth/token', after: 1, times: 1, answer: { kind } });
      const ask = () => endOf(`${sandbox.url}/oauth/token`, agent);
      const [first, second, third] = [await ask(), await ask(), await ask()];
      expect([first, second, third]).toEqual([
        { status: 400, isReused: false },
        { code: 'ECONNRESET', isReused: true },
        { status: 400, isReused: false },
      ]);
      expect(sandbox.calls().map(({ status }) => status)).toEqual([400, 0, 400]);
      agent.destroy();
    });
  },
);

interface End {
  readonly status?: number | undefined;
  readonly code?: string | undefined;
  /** Whether the connection had served another request. */
  readonly isReused: boolean;
}

/** How an empty POST ends. */
function endOf(url: string, agent: Agent): Promise<End> {
  return new Promise((resolve) => {
    const sent = request(url, { agent, method: 'POST' }, (reply) => {
      reply.resume().on('end', () => resolve({ status: reply.statusCode, isReused: sent.reusedSocket }));
    });
    sent.on('error', (error: NodeJS.ErrnoException) => resolve({ code: error.code, isReused: sent.reusedSocket }));
    sent.end();
  });
}
