import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ConfigError, loadConfig } from '../../src/config/config.ts';
import { type Facade, NORTH, startFacade } from '../support/facade/facade.ts';
import { codesOf, post, send } from '../support/facade/http.ts';

const MANIFEST = {
  'sha256:aa': 'query Ids { contracts { id } }',
  b1946ac92492d2347c6235b4d2611184: 'query Names($yes: Boolean = true) { contracts { name @include(if: $yes) } }',
  stale: '{ nothing }',
};
const folder = mkdtempSync(join(tmpdir(), 'aleph-graphql-documents-'));
const file = join(folder, 'persisted-documents.json');
writeFileSync(file, JSON.stringify(MANIFEST));
afterAll(() => rmSync(folder, { recursive: true }));

const configOf = (mode: string) => {
  const { trustedDocuments } = loadConfig({ documents: file }, { DOCUMENTS_MODE: mode });
  return { trustedDocuments };
};
const HASH = { persistedQuery: { version: 1, sha256Hash: 'ab'.repeat(32) } };
const ask = (facade: Facade, body: object, headers: Record<string, string> = NORTH) =>
  post(facade, JSON.stringify(body), headers);
const askByGet = (facade: Facade, parameters: Record<string, string>) =>
  send(`${facade.url}/graphql?${new URLSearchParams(parameters)}`, { headers: NORTH });

describe('without a manifest', () => {
  let facade: Facade;
  beforeAll(async () => {
    facade = await startFacade({ sandbox: { itemCount: 10 } });
  });
  beforeEach(() => facade.sandbox.resetCalls());
  afterAll(() => facade.close());

  test.each<[string, object]>([
    ['hash', { extensions: HASH }],
    ['hash, with an operation name and variables', { operationName: 'A', variables: {}, extensions: HASH }],
    ['hash, beside an empty document', { query: '', extensions: HASH }],
    ['id', { documentId: 'a' }],
    ['id, beside a document of null', { query: null, documentId: 'a' }],
  ])('a document named by %s is refused in the words that Apollo’s link looks for', async (_, body) => {
    const parameters = Object.entries(body)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]);
    for (const answer of [await ask(facade, body), await askByGet(facade, Object.fromEntries(parameters))]) {
      expect(answer.status).toBe(400);
      expect(codesOf(answer)).toEqual(['PERSISTED_QUERY_NOT_SUPPORTED']);
      expect(answer.body.errors[0].message).toBe('PersistedQueryNotSupported');
    }
    expect(facade.sandbox.calls()).toEqual([]);
  });

  test('a document beside its hash or id runs', async () => {
    for (const name of [{ extensions: HASH }, { documentId: 'a' }]) {
      expect((await ask(facade, { query: '{ __typename }', ...name })).body).toEqual({ data: { __typename: 'Query' } });
    }
  });

  test.each([{ documentId: 5 }, { documentId: '' }, { documentId: ['a'] }, { documentId: null }, { extensions: {} }])(
    '%j is no GraphQL request',
    async (body) => {
      expect(codesOf(await ask(facade, body))).toEqual(['BAD_REQUEST']);
    },
  );
});

describe.each(['allow', 'only'])('with a manifest and DOCUMENTS_MODE=%s', (mode) => {
  let facade: Facade;
  beforeAll(async () => {
    facade = await startFacade({ sandbox: { itemCount: 10 }, config: configOf(mode) });
  });
  beforeEach(() => facade.sandbox.resetCalls());
  afterAll(() => facade.close());

  test('a trusted document runs by its id, with variables, by POST and by GET', async () => {
    const ids = await ask(facade, { documentId: 'sha256:aa' });
    const names = await askByGet(facade, {
      documentId: 'b1946ac92492d2347c6235b4d2611184',
      variables: '{"yes":true}',
      operationName: 'Names',
    });
    expect(ids.body.data.contracts.map(Object.keys)).toEqual([['id'], ['id'], ['id']]);
    expect(names.body.data.contracts.map(Object.keys)).toEqual([['name'], ['name'], ['name']]);
    expect(facade.upstreamCalls()).toEqual(['GET /contracts']);
  });

  test('the document of a known id wins over the text beside it', async () => {
    const { body } = await ask(facade, { documentId: 'sha256:aa', query: '{ __typename }' });
    expect(Object.keys(body.data)).toEqual(['contracts']);
  });

  test.each(['nothing', '__proto__', 'constructor', 'sha256:AA'])('the id %s is of no document', async (documentId) => {
    for (const answer of [await ask(facade, { documentId }), await askByGet(facade, { documentId })]) {
      expect(answer.status).toBe(400);
      expect(codesOf(answer)).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
    }
    expect(facade.sandbox.calls()).toEqual([]);
  });

  test('a trusted document that does not fit the schema is refused as any other', async () => {
    expect(codesOf(await ask(facade, { documentId: 'stale' }))).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  });

  test('a document by the hash of Apollo is not supported', async () => {
    expect(codesOf(await ask(facade, { extensions: HASH }))).toEqual(['PERSISTED_QUERY_NOT_SUPPORTED']);
  });

  test(`free text is ${mode === 'only' ? 'refused' : 'run'}, that of a trusted document too`, async () => {
    for (const query of ['{ contracts { id } }', MANIFEST['sha256:aa'], '{ __typename }']) {
      for (const answer of [await ask(facade, { query }), await askByGet(facade, { query })]) {
        expect(answer.status).toBe(mode === 'only' ? 403 : 200);
        if (mode === 'only') expect(codesOf(answer)).toEqual(['DOCUMENT_NOT_TRUSTED']);
      }
    }
    if (mode === 'only') expect(facade.sandbox.calls()).toEqual([]);
  });

  test(`an unknown id beside a text ${mode === 'only' ? 'is refused' : 'runs the text'}`, async () => {
    const answer = await ask(facade, { documentId: 'nothing', query: '{ __typename }' });
    if (mode === 'only') expect(codesOf(answer)).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
    else expect(answer.body).toEqual({ data: { __typename: 'Query' } });
  });
});

describe('the manifest', () => {
  test.each([
    ['no JSON', '{'],
    ['a list', '["{ __typename }"]'],
    ['an object of objects', '{"a":{"query":"{ __typename }"}}'],
    ['an empty object', '{}'],
  ])('of %s is a mistake of the settings that names the file', (_, text) => {
    const bad = join(folder, 'bad.json');
    writeFileSync(bad, text);
    expect(() => loadConfig({ documents: bad }, {})).toThrow(ConfigError);
    expect(() => loadConfig({ documents: bad }, {})).toThrow(`--documents: ${bad}`);
  });

  test('that is missing is a mistake of the settings, and so is the mode "only" without one', () => {
    expect(() => loadConfig({ documents: join(folder, 'missing.json') }, {})).toThrow(ConfigError);
    expect(() => loadConfig({}, { DOCUMENTS_MODE: 'only' })).toThrow('--documents FILE');
    expect(() => loadConfig({ documents: file }, { DOCUMENTS_MODE: 'none' })).toThrow('DOCUMENTS_MODE');
    expect(loadConfig({}, { DOCUMENTS_MODE: 'allow' }).trustedDocuments).toBeUndefined();
  });

  test('is shown by its file and mode where the settings are printed', () => {
    expect(JSON.parse(JSON.stringify(configOf('only')))).toEqual({ trustedDocuments: { file, mode: 'only' } });
  });
});
