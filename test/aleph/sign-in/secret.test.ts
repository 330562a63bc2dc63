import { format, inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { Secret } from '../../../src/aleph/sign-in/secret.ts';

const VALUE = 'canary-4d1f9b07';
const secret = new Secret(VALUE);

const FORMS: readonly (readonly [string, () => string])[] = [
  ['as text', () => String(secret)],
  ['in a template', () => `${secret}`],
  ['joined to text', () => 'x'.concat(secret as unknown as string)],
  ['in a list as text', () => [secret].join()],
  ['as JSON', () => JSON.stringify(secret)],
  ['inside JSON', () => JSON.stringify({ credentials: { secret, list: [secret] } })],
  ['inspected', () => inspect(secret)],
  ['inspected with what is hidden', () => inspect({ secret }, { showHidden: true, depth: null })],
  ['inspected without its own way', () => inspect({ secret }, { customInspect: false, showHidden: true })],
  ['in a log format', () => format('%s %o %O %j', secret, secret, secret, secret)],
  ['in an error', () => new Error(`bad ${secret}`).stack ?? ''],
  ['as the cause of an error', () => inspect(new Error('bad', { cause: secret }))],
  ['by its members', () => JSON.stringify([Object.entries(secret), Reflect.ownKeys(secret), { ...secret }])],
  ['cloned', () => inspect(structuredClone({ secret }))],
];

describe('a secret', () => {
  test.each(FORMS)('shows nothing of its value %s', (_form, print) => {
    expect(print()).not.toContain(VALUE);
  });

  test('prints as [redacted]', () => {
    expect([`${secret}`, JSON.stringify(secret), inspect(secret)]).toEqual([
      '[redacted]',
      '"[redacted]"',
      '[redacted]',
    ]);
  });

  test('gives its value to whoever reveals it', () => {
    expect(secret.reveal()).toBe(VALUE);
  });

  test('tells whether a text repeats it', () => {
    expect([secret.isIn(`x ${VALUE} y`), secret.isIn(VALUE.slice(1))]).toEqual([true, false]);
  });
});
