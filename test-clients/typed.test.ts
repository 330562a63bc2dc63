import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, inject, test } from 'vitest';
import { NORTH } from './credentials.ts';
import { readByCodegen } from './typed/codegen.ts';
import { readByTada } from './typed/tada.ts';

test('types of graphql-codegen and of gql.tada, made with their defaults, fit their programs', () => {
  const tsc = new URL('node_modules/.bin/tsc', import.meta.url).pathname;
  expect(() => execFileSync(tsc, ['-p', 'typed'], { cwd: import.meta.dirname, stdio: 'pipe' })).not.toThrow();
});

test('graphql-request reads the same with documents of either', async () => {
  const rows = await readByCodegen(inject('endpoint'), NORTH);
  expect(rows).toHaveLength(3);
  expect(rows.flatMap(([, ids]) => ids).length).toBeGreaterThan(2);
  expect(await readByTada(inject('endpoint'), NORTH)).toEqual(rows);
});

test('a server with the manifest of graphql-codegen runs its documents by id, and no others', async () => {
  const manifest = JSON.parse(
    readFileSync(new URL('generated/codegen/persisted-documents.json', import.meta.url), 'utf8'),
  );
  const ask = async (body: object) => {
    const headers = { ...NORTH, 'content-type': 'application/json' };
    return (await fetch(inject('trusting').codegen, { method: 'POST', headers, body: JSON.stringify(body) })).json();
  };
  const [documentId] = Object.keys(manifest);
  expect((await ask({ documentId, variables: { first: 1 } })).data.contracts).toHaveLength(3);
  expect((await ask({ query: '{ contracts { id } }' })).errors[0].extensions.code).toBe('DOCUMENT_NOT_TRUSTED');
});
