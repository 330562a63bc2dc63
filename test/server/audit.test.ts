import { auditServer } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Facade, startFacade } from '../support/facade/facade.ts';

/**
 * Recommendations that this server does not follow on purpose: GET needs credentials, and a refusal has its own status for plain
 * JSON too, so that nobody takes a refused request for an answered one.
 */
const DECLINED = ['5A70', 'D6D5', '6A70', '572B', 'FDE2', '7B9B'];

describe('GraphQL over HTTP', () => {
  let facade: Facade;

  beforeAll(async () => {
    facade = await startFacade({ sandbox: { itemCount: 10 } });
  });
  afterAll(() => facade.close());

  test('is served as its audit demands, and as it recommends but for GET and for 200 on refusals', async () => {
    const results = await auditServer({ url: `${facade.url}/graphql` });

    const failed = results.filter(({ status }) => status !== 'ok');
    expect(failed.filter(({ name }) => name.startsWith('MUST'))).toEqual([]);
    expect(failed.map(({ id }) => id).sort()).toEqual([...DECLINED].sort());
    expect(results.length).toBeGreaterThan(50);
  });
});
