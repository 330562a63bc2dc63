import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const SRC = resolve(import.meta.dirname, '../../../src');

/** The files below a folder of src in which a text occurs, by their path in src. */
function filesWith(text: string, folder = ''): string[] {
  return readdirSync(join(SRC, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file, 'utf8').includes(text))
    .map((file) => relative(SRC, file))
    .sort();
}

test('a secret is revealed in one file of the whole server', () => {
  expect(filesWith('.reveal(')).toEqual(['aleph/sign-in/authorization.ts']);
  expect(filesWith('reveal(): string')).toEqual(['aleph/sign-in/secret.ts']);
});

test.each(['authorizationToken', 'client_secret', 'X-Satellogic-Contract-Id'])(
  '%s is written in one file of the client',
  (text) => {
    expect(filesWith(text, 'aleph')).toEqual(['aleph/sign-in/authorization.ts']);
  },
);
