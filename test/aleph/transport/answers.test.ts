import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type CallSite,
  faultError,
  invalidAnswer,
  jsonOf,
  namesContract,
  secondsOf,
  statusError,
  timeoutError,
} from '../../../src/aleph/transport/answers.ts';
import { bodyOf } from '../../../src/aleph/transport/bodies.ts';
import { type FaultReason, TransportFault, type UpstreamAnswer } from '../../../src/aleph/transport/transport.ts';

const SITE: CallSite = { service: 'tasking', method: 'GET', route: '/tasking/tasks/{task_id}/', contractId: 'cont.x' };

const answer = (status: number, body: unknown = '', more: Partial<UpstreamAnswer> = {}): UpstreamAnswer => ({
  status,
  retryAfter: undefined,
  contentType: 'application/json',
  body: bodyOf(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))),
  wireBytes: 0,
  ...more,
});

describe('the error of an answer', () => {
  const gateway = { message: 'Missing Authentication Token' };

  test.each<[string, UpstreamAnswer, object]>([
    ['301', answer(301), { code: 'UPSTREAM_INVALID_RESPONSE', reason: 'REDIRECT', retryable: false }],
    ['304', answer(304), { code: 'UPSTREAM_INVALID_RESPONSE', reason: 'REDIRECT' }],
    ['400', answer(400), { code: 'UPSTREAM_BAD_REQUEST', retryable: false }],
    ['422', answer(422), { code: 'UPSTREAM_BAD_REQUEST', retryable: false }],
    ['403', answer(403, { message: 'Forbidden' }), { code: 'FORBIDDEN', retryable: false }],
    ['403 of an unknown route', answer(403, gateway), { code: 'UPSTREAM_INVALID_RESPONSE', reason: 'ROUTE' }],
    ['404', answer(404, gateway), { code: 'NOT_FOUND', retryable: false }],
    ['405', answer(405), { code: 'UPSTREAM_INVALID_RESPONSE', reason: 'STATUS' }],
    ['409', answer(409), { code: 'CONFLICT', retryable: true }],
    ['418', answer(418), { code: 'UPSTREAM_INVALID_RESPONSE', reason: 'STATUS', retryable: false }],
    ['429', answer(429), { code: 'UPSTREAM_RATE_LIMITED', retryable: true, retryAfterSeconds: undefined }],
    [
      '429 with a wait',
      answer(429, '', { retryAfter: '7' }),
      { code: 'UPSTREAM_RATE_LIMITED', retryable: true, retryAfterSeconds: 7 },
    ],
    ['500', answer(500), { code: 'UPSTREAM_UNAVAILABLE', reason: 'HTTP_5XX', retryable: true }],
    [
      '503 with a wait',
      answer(503, '', { retryAfter: '9' }),
      { code: 'UPSTREAM_UNAVAILABLE', reason: 'HTTP_5XX', retryAfterSeconds: 9 },
    ],
    ['599', answer(599), { code: 'UPSTREAM_UNAVAILABLE', reason: 'HTTP_5XX', retryable: true }],
  ])('with status %s', (_what, refused, expected) => {
    const upstream = { service: 'tasking', status: refused.status, attempts: 2 };
    expect(statusError(SITE, refused, 2)).toMatchObject({ upstream, ...expected });
  });

  test.each([200, 201, 204])('with status %d is none', (status) => {
    expect(statusError(SITE, answer(status), 1)).toBeUndefined();
  });

  test('names the route as a template, and neither contract nor body', () => {
    for (const status of [301, 400, 403, 404, 409, 418, 429, 500]) {
      const error = statusError(SITE, answer(status, { message: 'canary' }), 1);
      expect(error?.message).toContain('GET /tasking/tasks/{task_id}/');
      expect(`${error?.stack} ${JSON.stringify({ ...error, details: undefined, complaints: undefined })}`).not.toMatch(
        /canary|cont\.x/,
      );
    }
  });
});

describe('the details of a refused input', () => {
  const detailsOf = (body: unknown) => statusError(SITE, answer(400, body), 1)?.details;

  test.each<[string, unknown, readonly string[] | undefined]>([
    [
      'a field map',
      { start_date: ['Not a date.', 'x'], bbox: 'Too big.' },
      ['start_date: Not a date.', 'bbox: Too big.'],
    ],
    [
      'the words of the STAC search',
      { code: 'InvalidQueryParameter', description: 'operator foo is not supported' },
      ['description: operator foo is not supported'],
    ],
    ['a plain detail', { detail: 'Not found.' }, ['detail: Not found.']],
    ['a field nobody expects', { secret_token: ['canary'] }, undefined],
    ['a nested one', { detail: [{ loc: ['body'], msg: 'canary' }], body: { a: 1 } }, undefined],
    ['HTML', '<h1>canary</h1>', undefined],
    ['JSON null', 'null', undefined],
    ['control characters', { detail: 'a\u0000b\nc\u001b[31m' }, ['detail: a b c [31m']],
    ['a long text', { detail: 'x'.repeat(500) }, [`detail: ${'x'.repeat(192)}`]],
  ])('are taken from %s', (_what, body, details) => {
    expect(detailsOf(body)).toEqual(details);
  });
});

describe('JSON', () => {
  test.each([
    ['application/json', '{"a":1}'],
    ['application/geo+json; charset=utf-8', '{"a":1}'],
    ['APPLICATION/JSON', '{"a":1}'],
    ['', '{"a":1}'],
    ['application/json', '\uFEFF{"a":1}'],
  ])('of type "%s" is read: %j', (contentType, text) => {
    expect(jsonOf(SITE, answer(200, text, { contentType }), 1)).toEqual({ a: 1 });
  });

  test.each([
    ['text/html', '{"a":1}'],
    ['text/plain', '{"a":1}'],
    ['application/json', ''],
    ['application/json', '{"canary":'],
    ['application/json', '<html>canary</html>'],
    ['application/json', '{} {}'],
  ])('of type %s is none and is not repeated: %j', (contentType, text) => {
    const read = () => jsonOf(SITE, answer(200, text, { contentType }), 1);
    expect(read).toThrow(expect.objectContaining({ code: 'UPSTREAM_INVALID_RESPONSE', reason: 'NOT_JSON' }));
    expect(read).not.toThrow(/canary/);
  });
});

describe('the error of a call without an answer', () => {
  test.each<[FaultReason, object]>([
    ['RESET', { code: 'UPSTREAM_UNAVAILABLE', retryable: true }],
    ['REFUSED', { code: 'UPSTREAM_UNAVAILABLE', retryable: true }],
    ['DNS', { code: 'UPSTREAM_UNAVAILABLE', retryable: true }],
    ['TLS', { code: 'UPSTREAM_UNAVAILABLE', retryable: false }],
    ['CONNECT_TIMEOUT', { code: 'UPSTREAM_TIMEOUT', retryable: true }],
    ['TRUNCATED', { code: 'UPSTREAM_INVALID_RESPONSE', retryable: true }],
    ['TOO_LARGE', { code: 'UPSTREAM_INVALID_RESPONSE', retryable: false }],
    ['NOT_JSON', { code: 'UPSTREAM_INVALID_RESPONSE', retryable: false }],
  ])('%s has its code', (reason, expected) => {
    const error = faultError(SITE, new TransportFault(reason), 3);
    expect(error).toMatchObject({ reason, ...expected });
    expect(error.upstream).toEqual({ service: 'tasking', attempts: 3 });
  });

  test('by the deadline is a timeout that may pass', () => {
    expect(timeoutError(SITE, 'TOTAL_DEADLINE', 2)).toMatchObject({
      code: 'UPSTREAM_TIMEOUT',
      reason: 'TOTAL_DEADLINE',
      retryable: true,
    });
  });

  test('for a body beyond the limit advises to ask for less', () => {
    expect(invalidAnswer(SITE, 'TOO_LARGE', 1).message).toContain('Ask for less at once.');
  });
});

describe('a 401', () => {
  test.each<[string, unknown, boolean]>([
    ['in JSON', { message: 'Unauthorized: missing or invalid contract' }, true],
    ['in plain text, loudly', 'The CONTRACT is unknown', true],
    ['nowhere', { message: 'Unauthorized' }, false],
    ['in no body at all', '', false],
    ['only after 2 KiB', `${'x'.repeat(2_048)}contract`, false],
  ])('that names the contract %s', (_where, body, isNamed) => {
    expect(namesContract(answer(401, body))).toBe(isNamed);
  });
});

describe('Retry-After', () => {
  const NOW = Date.UTC(2026, 9, 1, 12);
  const at = (seconds: number) => new Date(NOW + seconds * 1_000).toUTCString();

  test.each([
    ['2', 2],
    [' 2 ', 2],
    ['3600', 3_600],
    ['86400', 3_600],
    [at(30), 30],
    [at(100_000), 3_600],
    ['0', undefined],
    ['-5', undefined],
    [at(-30), undefined],
    [at(0), undefined],
    ['abc', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%s is %s seconds', (header, seconds) => {
    expect(secondsOf(header, NOW)).toBe(seconds);
  });

  test('is a whole number from 1 to 3600 or absent, whatever stands there', () => {
    const header = fc.oneof(fc.string(), fc.double().map(String), fc.date({ noInvalidDate: true }).map(String));
    fc.assert(
      fc.property(header, (text) => {
        const seconds = secondsOf(text, NOW) ?? 1;
        expect(Number.isInteger(seconds) && seconds >= 1 && seconds <= 3_600).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});
