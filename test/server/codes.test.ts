import { describe, expect, expectTypeOf, test } from 'vitest';
import type { ErrorCode } from '../../src/errors.ts';
import { createFakeClock } from '../support/clock.ts';
import { type Answer, startFacade } from '../support/facade.ts';
import { errorsOf } from '../support/http.ts';
import { FIELD_ERRORS } from './field-errors.ts';
import { type Case, REFUSALS } from './refusals.ts';

/** Codes that are tested elsewhere: nobody is there to read the first, and no real field can meet the second. */
type Elsewhere = 'CANCELLED' | 'INTERNAL_ERROR';
type Covered = keyof typeof REFUSALS | keyof typeof FIELD_ERRORS | Elsewhere;

test('every code of the closed list has a case', () => {
  expectTypeOf<Exclude<ErrorCode, Covered>>().toBeNever();
});

describe.each(Object.entries<Case>(REFUSALS))('%s of a whole request', (code, one) => {
  test('has its status, its headers and the public shape, and no data', async () => {
    const answer = await meet(one);

    expectCase(answer, code, one);
    expect(answer.body).not.toHaveProperty('data');
    for (const name of ['www-authenticate', 'retry-after', 'allow']) {
      expect(answer.headers.get(name)).toBe(one.headers?.[name] ?? null);
    }
  });
});

describe.each(Object.entries<Case>(FIELD_ERRORS))('%s of a field', (code, one) => {
  test('has status 200 and the public shape, and leaves the other fields', async () => {
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
