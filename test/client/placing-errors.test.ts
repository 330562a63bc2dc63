import { describe, expect, test } from 'vitest';
import { placeTask, taskAttempt } from '../../src/client/index.ts';
import { answeredBy, refusal, reloaded, TASK } from '../support/client-inputs.ts';

describe('an error', () => {
  test.each([
    ['RATE_LIMITED', 'FREE'],
    ['STORE_UNAVAILABLE', 'UNASKED'],
    ['MUTATIONS_DISABLED', 'UNASKED'],
    ['OVERLOADED', undefined],
    ['CREDENTIALS_MISSING', undefined],
  ])('%s with key %s of the first request is NOT_PLACED, and the attempt may be sent again', async (code, key) => {
    const { client, keys } = await answeredBy(refusal(code, key), refusal(code, key));
    const attempt = taskAttempt(TASK);
    for (const _ of [1, 2]) {
      const answer = await placeTask(client, attempt);
      expect(answer).toMatchObject({ outcome: 'NOT_PLACED', userErrors: [], error: { code, retryAfterSeconds: 4 } });
    }
    expect(new Set(keys).size).toBe(1);
  });

  test.each([
    ['CONFLICT', 'HELD'],
    ['INTERNAL_ERROR', 'UNASKED'],
    ['UPSTREAM_UNAVAILABLE', 'HELD'],
    ['INTERNAL_SERVER_ERROR', undefined],
    ['GATEWAY_TIMEOUT', undefined],
    ['MY_PLUGIN', undefined],
    ['DEADLINE_EXCEEDED', undefined],
    ['CANCELLED', undefined],
    ['RATE_LIMITED', 'SOMETHING'],
  ])('%s with key %s is doubt from the first request on', async (code, key) => {
    const { client } = await answeredBy(refusal(code, key));
    const answer = await placeTask(client, taskAttempt(TASK));
    expect(answer).toMatchObject({ outcome: 'UNCERTAIN', retryAfterSeconds: 4, error: { code } });
  });

  test.each([
    'RATE_LIMITED',
    'STORE_UNAVAILABLE',
    'CREDENTIALS_MISSING',
    'OVERLOADED',
    'MUTATIONS_DISABLED',
    'FORBIDDEN',
  ])('%s of a second request never becomes NOT_PLACED, whatever it says of the key', async (code) => {
    for (const key of ['FREE', 'UNASKED', 'HELD', undefined]) {
      const { client } = await answeredBy({ not: 'GraphQL' }, refusal(code, key), refusal(code, key));
      const attempt = taskAttempt(TASK);
      expect((await placeTask(client, attempt)).outcome).toBe('UNCERTAIN');
      expect(await placeTask(client, attempt)).toMatchObject({ outcome: 'UNCERTAIN', error: { code } });
      expect((await placeTask(client, reloaded(attempt))).outcome).toBe('UNCERTAIN');
    }
  });

  test('of an attempt that came from a store is doubt, since another page may have sent it', async () => {
    const { client } = await answeredBy(refusal('RATE_LIMITED', 'FREE'));
    expect((await placeTask(client, reloaded(taskAttempt(TASK)))).outcome).toBe('UNCERTAIN');
  });

  test('beside a payload leaves the payload its word', async () => {
    const createTask = { outcome: 'PLACED', replayed: false, userErrors: [], uncertainty: null, taskId: 7, task: null };
    const { client } = await answeredBy({ ...refusal('FORBIDDEN', 'UNASKED'), data: { createTask } });
    expect(await placeTask(client, taskAttempt(TASK))).toMatchObject({ outcome: 'PLACED', taskId: 7 });
  });

  test('that leaves the payload out is doubt', async () => {
    const { client } = await answeredBy({ data: { createTask: null } });
    expect((await placeTask(client, taskAttempt(TASK))).outcome).toBe('UNCERTAIN');
  });
});
