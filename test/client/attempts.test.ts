import { describe, expect, test, vi } from 'vitest';
import { orderAttempt, placeTask, type TaskAttempt, taskAttempt } from '../../src/client/index.ts';
import { ORDER, TASK } from '../support/client-inputs.ts';

describe('an attempt', () => {
  test('freezes a key of its own and the whole input, and is plain JSON', () => {
    const input = structuredClone(TASK);
    const attempt = taskAttempt(input);
    const stored = JSON.stringify(attempt);
    Object.assign(input, { name: 'Changed' });
    (input.target as { coordinates: number[] }).coordinates[0] = 0;

    expect(JSON.stringify(attempt)).toBe(stored);
    expect(attempt.input).toMatchObject(TASK);
    expect(() => Object.assign(attempt.input.target, { type: 'Polygon' })).toThrow(TypeError);
    expect(JSON.parse(JSON.stringify(attempt))).toEqual(attempt);
    const keys = Array.from({ length: 100 }, () => orderAttempt(ORDER).input.idempotencyKey);
    expect(new Set(keys).size).toBe(100);
    for (const key of keys) expect(key).toMatch(/^[0-9a-f]{32}$/);
  });

  test.each([
    ['another kind', orderAttempt(ORDER)],
    ['no key', { kind: 'TASK', input: TASK }],
    ['an empty key', { kind: 'TASK', input: { ...TASK, idempotencyKey: '' } }],
    ['a key that no header of a log could hold', { kind: 'TASK', input: { ...TASK, idempotencyKey: 'a\nb' } }],
    ['a key that is no text', { kind: 'TASK', input: { ...TASK, idempotencyKey: 7 } }],
    ['a key that only asks', { kind: 'TASK', input: { ...TASK, idempotencyKey: 'key', lookUpOnly: true } }],
    ['nothing at all', null],
    ['a text', '{"kind":"TASK"}'],
    ['no input', { kind: 'TASK' }],
  ])('that is damaged in the store is refused before anything is sent: %s', async (_name, stored) => {
    const client = { request: vi.fn() };
    await expect(placeTask(client, stored as TaskAttempt)).rejects.toMatchObject({ code: 'INVALID_ATTEMPT' });
    expect(client.request).not.toHaveBeenCalled();
  });
});
