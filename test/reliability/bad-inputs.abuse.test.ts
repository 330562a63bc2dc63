import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BadInputReport, runBadInputs } from '../../reliability/bad-inputs/bad-inputs.ts';
import { badInputsByHand } from '../../reliability/bad-inputs/by-hand.ts';
import { verdictOn } from '../../reliability/bad-inputs/verdict.ts';
import { ERROR_CODES } from '../../src/exchange/error-codes.ts';
import { type Facade, startFacade } from '../support/facade/facade.ts';

const COUNT = 2_000;
const SEED = 5;

describe('two thousand bad inputs', () => {
  let facade: Facade;
  let report: BadInputReport;
  beforeAll(async () => {
    facade = await startFacade({ sandbox: { itemCount: 200 } });
    report = await runBadInputs({ seed: SEED, count: COUNT, url: facade.url });
  }, 120_000);
  afterAll(() => facade.close());

  test('are each answered with a code of the closed list or, where they stayed good, rightly', () => {
    expect(report.failures).toEqual([]);
    expect(report).toMatchObject({ sent: COUNT, typed: COUNT });
  });

  test('reach every stage of a request: HTTP, JSON, credentials, document, arguments, Aleph', () => {
    expect(Object.keys(report.codes)).toEqual(
      expect.arrayContaining([
        'METHOD_NOT_ALLOWED',
        'BAD_REQUEST',
        'CREDENTIALS_MALFORMED',
        'CREDENTIALS_REJECTED',
        'GRAPHQL_PARSE_FAILED',
        'GRAPHQL_VALIDATION_FAILED',
        'QUERY_TOO_COMPLEX',
        'BAD_USER_INPUT',
        'answered',
      ]),
    );
    expect(report.codes['answered']).toBeLessThan(COUNT / 2);
  });

  test('leave no trace on the objects of the process', () => {
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});

describe('the inputs made by hand', () => {
  test('are a hundred and more, each with a name of its own', () => {
    const names = badInputsByHand().map(({ name }) => name);
    expect(names.length).toBeGreaterThan(100);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('the verdict on a reply', () => {
  const reply = (status: number, body: unknown, headers: Record<string, string> = {}) => ({
    status,
    headers: new Map(Object.entries({ 'x-request-id': 'id', 'content-type': 'application/json', ...headers })),
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  });
  const error = (extensions: object) => ({ errors: [{ message: 'No.', extensions }] });
  const fine = { code: 'BAD_REQUEST', retryable: false, requestId: 'id' };

  test.each([
    ['no reply at all', undefined],
    ['an unforeseen error', reply(200, { data: null, ...error({ ...fine, code: 'INTERNAL_ERROR' }) })],
    ['status 500', reply(500, error(fine))],
    ['a code nobody knows', reply(400, error({ ...fine, code: 'OOPS' }))],
    ['no code', reply(400, error({ ...fine, code: undefined }))],
    ['no word on trying again', reply(400, error({ ...fine, retryable: undefined }))],
    ['the request id of another', reply(400, error({ ...fine, requestId: 'other' }))],
    ['an empty body', reply(400, '', { 'content-length': '0' })],
    ['text where JSON was due', reply(400, 'Bad Request', { 'content-type': 'text/plain' })],
    ['broken JSON', reply(200, '{"data":')],
    ['a refusal with data', reply(400, { data: {}, ...error(fine) })],
    ['a refusal without an error', reply(400, {})],
    ['a refusal of 20 KiB', reply(400, { ...error(fine), x: 'y'.repeat(20_000) })],
    ['an answer without data', reply(200, error(fine))],
  ])('finds fault with %s', (_what, given) => {
    expect(verdictOn(given).fault).toBeDefined();
  });

  test('finds none with a refusal in our form', () => {
    expect(verdictOn(reply(400, error(fine)))).toEqual({ codes: ['BAD_REQUEST'], fault: undefined });
  });

  test('knows every code of the closed list but the one for mistakes of our own', () => {
    const unknown = Object.keys(ERROR_CODES).filter(
      (code) => verdictOn(reply(400, error({ ...fine, code }))).fault !== undefined,
    );
    expect(unknown).toEqual(['INTERNAL_ERROR']);
  });
});
