import { describe, expect, test } from 'vitest';
import { importBrowserModule } from './support/browser-module.ts';

interface KeyValues {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}
const { guardStorage } = await importBrowserModule<{
  guardStorage(storage: KeyValues, secrets: () => string[]): KeyValues;
}>('storage.js');

function memory(): KeyValues {
  const values = new Map<string, string>();
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => values.set(key, value),
    removeItem: (key) => values.delete(key),
  };
}

describe('the storage given to GraphiQL', () => {
  test('keeps tabs', () => {
    const storage = guardStorage(memory(), () => ['typed-secret']);
    storage.setItem('graphiql:tabState', '{"tabs":[]}');

    expect(storage.getItem('graphiql:tabState')).toBe('{"tabs":[]}');
  });

  test.each([
    ['as it is', 'typed-secret', '# typed-secret'],
    ['escaped in JSON in JSON', 'a"b\\c-secret', JSON.stringify(JSON.stringify('a"b\\c-secret'))],
  ])('drops a value with a typed secret in it, %s', (_how, secret, value) => {
    const storage = guardStorage(memory(), () => [secret]);
    storage.setItem('graphiql:query', 'query Before { contracts { id } }');
    storage.setItem('graphiql:query', value);

    expect(storage.getItem('graphiql:query')).toBeNull();
  });
});
