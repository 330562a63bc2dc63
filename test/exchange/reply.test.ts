import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Facade, NORTH, SOUTH, startFacade } from '../support/facade/facade.ts';
import { codesOf, errorsOf } from '../support/facade/http.ts';

describe('results', () => {
  let facade: Facade;

  beforeAll(async () => {
    facade = await startFacade({ sandbox: { itemCount: 10 } });
  });
  afterAll(() => facade.close());

  test('with data are 200, whatever the status that a field’s error would have alone', async () => {
    facade.sandbox.inject({ path: '/contracts', times: 1, answer: { kind: 'status', status: 401, body: {} } });

    const answer = await facade.ask('{ viewer { credentialKind } contracts { id } }', {}, SOUTH);

    expect(answer.status).toBe(200);
    expect(answer.headers.get('www-authenticate')).toBeNull();
    expect(answer.body.data).toEqual({ viewer: { credentialKind: 'PAIR' }, contracts: null });
    expect(codesOf(answer)).toEqual(['CREDENTIALS_REJECTED']);
  });

  test('have no extensions but the receipt, and that only when it was asked for', async () => {
    const asked = await facade.ask('{ contracts { id } nothing: contract(id: "x") { id } }', {}, NORTH);
    const plain = await facade.ask('{ contracts { id } }', {}, { ...NORTH, 'x-aleph-receipt': '0' });
    const anonymous = await facade.ask('{ __typename }', {}, {});

    expect(Object.keys(asked.body.extensions)).toEqual(['aleph']);
    expect(plain.body).not.toHaveProperty('extensions');
    expect(anonymous.body).toEqual({ data: { __typename: 'Query' } });
  });

  test('tell each caller of one cached bad document a request id and errors of its own', async () => {
    const query = '{ contracts { nothing } }';
    const answers = await Promise.all(
      [1, 2, 3].map((turn) => facade.ask(query, {}, { 'x-request-id': `caller-${turn}` })),
    );

    expect(answers.map((answer) => errorsOf(answer).map(({ requestId }) => requestId))).toEqual([
      ['caller-1'],
      ['caller-2'],
      ['caller-3'],
    ]);
    expect((await facade.ask(query)).body.errors[0].extensions).not.toHaveProperty('http');
  });

  test('tell each caller of one remembered rejection a request id of its own', async () => {
    const wrong = { ...SOUTH, 'x-aleph-client-secret': 'wrong' };
    const answers = await Promise.all(
      [1, 2].map((turn) => facade.ask('{ contracts { id } }', {}, { ...wrong, 'x-request-id': `caller-${turn}` })),
    );
    expect(answers.map((answer) => errorsOf(answer)[0]?.['requestId'])).toEqual(['caller-1', 'caller-2']);
  });

  test('of validation have twenty errors of 300 characters at most', async () => {
    const fields = Array.from({ length: 60 }, (_, n) => `${'x'.repeat(400)}${n}`).join(' ');
    const answer = await facade.ask(`{ contracts { ${fields} } }`);
    expect(errorsOf(answer)).toHaveLength(20);
    expect(answer.body.errors[0].message).toHaveLength(300);
  });
});
