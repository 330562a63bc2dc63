import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Facade, startFacade } from '../support/facade.ts';
import { errorsOf, send } from '../support/http.ts';

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
