import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type ApolloClient, gql } from '@apollo/client';
import type { Client } from '@urql/core';
import { type Environment, fetchQuery } from 'relay-runtime';
import { beforeAll, expect, inject, test } from 'vitest';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const SANDBOX = JSON.stringify({
  grant_type: 'client_credentials',
  audience: 'https://api.satellogic.com/',
  client_id: 'sandbox-south',
  client_secret: 'sandbox-south-secret',
});
const NAMES = gql`query Names { contracts { name } }`;
let token: string;

beforeAll(async () => {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: SANDBOX };
  token = (await (await fetch(`${inject('sandbox')}/oauth/token`, init)).json()).access_token;
});

/** The module of the README that imports from a package, with this token and this endpoint. */
async function load<T>(from: string): Promise<T> {
  const blocks = [...README.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code);
  const code = blocks.find((one) => one.includes(`from '${from}'`)) ?? expect.fail(`no block imports from ${from}`);
  expect(code.trimEnd().split('\n').length).toBeLessThanOrEqual(10);
  const folder = new URL('generated/readme/', import.meta.url);
  const file = new URL(`${from.replace(/\W/g, '-')}.ts`, folder);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    file,
    `const token = '${token}';\n${code.replaceAll('http://127.0.0.1:4000/graphql', inject('endpoint'))}`,
  );
  return import(file.href);
}

test('Apollo Client reads, as the README sets it up', async () => {
  const { client } = await load<{ client: ApolloClient }>('@apollo/client');
  expect((await client.query<{ contracts: object[] }>({ query: NAMES })).data?.contracts).toHaveLength(1);
});

test('urql reads, as the README sets it up', async () => {
  const { client } = await load<{ client: Client }>('@urql/core');
  expect((await client.query(NAMES, {}).toPromise()).data.contracts).toHaveLength(1);
});

test('Relay reads, as the README sets it up', async () => {
  const { environment } = await load<{ environment: Environment }>('relay-runtime');
  const field = { alias: null, args: null, kind: 'ScalarField', name: 'name', storageKey: null };
  const contracts = { args: null, concreteType: 'Contract', kind: 'LinkedField', name: 'contracts', plural: true };
  const selections = [{ ...contracts, alias: null, storageKey: null, selections: [field] }];
  const query = {
    fragment: { argumentDefinitions: [], kind: 'Fragment', metadata: null, name: 'Names', selections, type: 'Query' },
    kind: 'Request',
    operation: { argumentDefinitions: [], kind: 'Operation', name: 'Names', selections },
    params: {
      cacheID: 'names',
      id: null,
      metadata: {},
      name: 'Names',
      operationKind: 'query',
      text: NAMES.loc?.source.body,
    },
  };
  const data = await fetchQuery(environment, query as never, {}).toPromise();
  expect(data).toEqual({ contracts: [{ name: expect.stringContaining('Southern Cross') }] });
});
