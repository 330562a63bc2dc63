import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ERROR_CODES, type ErrorCode } from '../../src/exchange/error-codes.ts';
import { createFakeClock } from '../support/clock.ts';
import { type Answer, startFacade } from '../support/facade/facade.ts';
import { errorsOf } from '../support/facade/http.ts';
import { FIELD_ERRORS } from './field-errors.ts';
import { type Case, REFUSALS } from './refusals.ts';

/**
 * Codes without a case here, by the test that holds them: nobody reads the first, no real field meets the second, and
 * only fields that write meet the others.
 */
const ELSEWHERE = {
  CANCELLED: 'exchange/exchange.test.ts',
  INTERNAL_ERROR: 'server/unforeseen.test.ts',
  STORE_UNAVAILABLE: 'mutations/refusals.test.ts',
  RATE_LIMITED: 'mutations/refusals.test.ts',
  IDEMPOTENCY_KEY_REUSED: 'mutations/refusals.test.ts',
} satisfies Partial<Record<ErrorCode, string>>;

/** Where a code of the table needs a case, in the order of its `fails`; one of them is enough. */
const PLACES = {
  operation: ['test/server/refusals.ts'],
  read: ['test/server/field-errors.ts'],
  either: ['test/server/refusals.ts', 'test/server/field-errors.ts'],
} as const;
const CASES: Readonly<Record<(typeof PLACES)['either'][number], Readonly<Record<string, Case>>>> = {
  'test/server/refusals.ts': REFUSALS,
  'test/server/field-errors.ts': FIELD_ERRORS,
};

describe('the closed list of codes', () => {
  test.each(Object.entries(ERROR_CODES))('has a case for %s', (code, { fails }) => {
    const places = PLACES[fails];
    const isCovered = code in ELSEWHERE || places.some((place) => code in CASES[place]);
    expect(isCovered, `add a case for ${code} to ${places.join(' or ')}`).toBe(true);
  });

  test.each(Object.entries(ELSEWHERE))('has %s tested in a file of its own, which names it', (code, file) => {
    expect(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')).toContain(`'${code}'`);
  });

  test('is the table of docs/errors.md, with the status of each that refuses a request', () => {
    const documented = tableOfErrors();
    expect([...documented.keys()].sort()).toEqual(
      [...new Set([REFUSALS, FIELD_ERRORS, ELSEWHERE].flatMap(Object.keys))].sort(),
    );
    for (const [code, { status }] of Object.entries<Case>(REFUSALS))
      expect([code, documented.get(code)]).toEqual([code, status]);
  });

  test('says of each whether the same request may succeed later', () => {
    const words = (retryable: boolean) => ['depends', retryable ? 'always' : 'never'];
    for (const [code, { retryable }] of [REFUSALS, FIELD_ERRORS].flatMap((cases) => Object.entries<Case>(cases)))
      expect(words(retryable), code).toContain(ERROR_CODES[code as ErrorCode].retryable);
  });
});

/** Codes of docs/errors.md with their HTTP status; a row names one status for all of its codes, or one for each. */
function tableOfErrors(): Map<string, number> {
  const page = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8');
  const section = page.split(/^## .*$/m).find((part) => part.includes('| `BAD_REQUEST`')) ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  return new Map(
    rows.flatMap((row) => {
      const [, codes = '', , statuses = ''] = row.split('|');
      const numbers = statuses.split(',').map(Number);
      return [...codes.matchAll(/`([A-Z_]+)`/g)].map(
        ([, code = ''], index) => [code, numbers[index] ?? numbers[0] ?? 0] as const,
      );
    }),
  );
}

describe.each(Object.entries<Case>(REFUSALS))('%s of a whole request', (code, one) => {
  test('has its status, its headers and the public shape, no data, and is stored by nobody', async () => {
    const answer = await meet(one);

    expectCase(answer, code, one);
    expect(answer.body).not.toHaveProperty('data');
    for (const name of ['www-authenticate', 'retry-after', 'allow']) {
      expect(answer.headers.get(name)).toBe(one.headers?.[name] ?? null);
    }
  });
});

describe.each(Object.entries<Case>(FIELD_ERRORS))('%s of a field', (code, one) => {
  test('has status 200 and the public shape, leaves the other fields, and is stored by nobody', async () => {
    const answer = await meet(one);

    expectCase(answer, code, one);
    const { data, errors } = answer.body;
    expect(data.contracts?.[0]?.id ?? data.viewer.credentialKind).toBeTruthy();
    expect(errors[0].path.reduce((value: Record<string, unknown>, step: string) => value[step], data)).toBeNull();
    for (const name of ['www-authenticate', 'retry-after']) expect(answer.headers.get(name)).toBeNull();
  });
});

function expectCase(answer: Answer, code: string, one: Case): void {
  expect(answer.status).toBe(one.status);
  if (code !== 'ROUTE_NOT_FOUND') {
    expect(answer.headers.get('cache-control')).toBe('no-store');
    // A larger one is compressed as well, and says so behind these.
    expect(answer.headers.get('vary')).toMatch(/^Origin, Authorization, X-Aleph-Client-Id, X-Aleph-Client-Secret/);
  }
  for (const [name, value] of Object.entries(one.headers ?? {})) expect(answer.headers.get(name)).toBe(value);
  const [{ requestId, ...extensions } = {}] = errorsOf(answer);
  expect(requestId).toBeDefined();
  expect(extensions).toEqual({ code, retryable: one.retryable, ...one.members });
}

async function meet(one: Case): Promise<Answer> {
  const facade = await startFacade({
    sandbox: { itemCount: 10 },
    clock: createFakeClock(),
    ...(one.config && { config: one.config }),
  });
  try {
    for (const fault of one.faults ?? []) facade.sandbox.inject(fault);
    return await one.send(facade);
  } finally {
    await facade.close();
  }
}
