import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../src/json/canonical.ts';
import { CursorScope, decodeCursor, encodeCursor } from '../../src/resolvers/cursors.ts';

const isAnything = (_value: unknown): _value is unknown => true;

const scopes = fc.record({ field: fc.string(), contractId: fc.string(), args: fc.jsonValue() });

function scopeOf({ field, contractId, args }: { field: string; contractId: string; args: unknown }) {
  return new CursorScope(field, contractId, args);
}

describe('a cursor', () => {
  test('gives back its position in its own scope', () => {
    fc.assert(
      fc.property(scopes, fc.jsonValue(), (scope, position) => {
        const cursor = encodeCursor(scopeOf(scope), position);
        expect(canonicalJson(decodeCursor(scopeOf(scope), cursor, isAnything))).toBe(canonicalJson(position));
      }),
    );
  });

  test('is refused in every other scope', () => {
    fc.assert(
      fc.property(scopes, scopes, (made, used) => {
        fc.pre(canonicalJson(made) !== canonicalJson(used));
        const cursor = encodeCursor(scopeOf(made), 5);
        expect(() => decodeCursor(scopeOf(used), cursor, isAnything)).toThrow('another contract, field');
      }),
    );
  });

  test.each([
    ['field', 'orders', 'cont.a', {}],
    ['contract', 'tasks', 'cont.b', {}],
    ['set of arguments', 'tasks', 'cont.a', { name: 'n' }],
  ])('is refused where the %s alone differs', (_what, field, contractId, args) => {
    const cursor = encodeCursor(new CursorScope('tasks', 'cont.a', {}), 5);
    expect(() => decodeCursor(new CursorScope(field, contractId, args), cursor, isAnything)).toThrow(
      'another contract',
    );
  });

  test('holds for arguments that are written in another order or with members left out', () => {
    const made = new CursorScope('tasks', 'a', { name: 'n', status: 'FAILED' });
    const used = new CursorScope('tasks', 'a', { status: 'FAILED', name: 'n', projectName: undefined });
    expect(decodeCursor(used, encodeCursor(made, 5), isAnything)).toBe(5);
  });

  test('is made of characters that need no escape in a URL', () => {
    fc.assert(
      fc.property(scopes, fc.jsonValue(), (scope, position) => {
        expect(encodeCursor(scopeOf(scope), position)).toMatch(/^[A-Za-z0-9_-]+$/);
      }),
    );
  });
});

test.each([[null], [undefined]])('an after of %s stands for no position', (after) => {
  expect(decodeCursor(new CursorScope('tasks', 'a', {}), after, isAnything)).toBeUndefined();
});
