import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Aleph, createAleph } from '../../src/aleph/client.ts';
import { loadConfig } from '../../src/config/config.ts';
import { createLog } from '../../src/exchange/log.ts';
import { createServer, type Server } from '../../src/server.ts';
import { neverLate } from '../support/facade/facade.ts';
import { startUpstream, type Upstream } from '../support/upstream/upstream.ts';

let upstream: Upstream;
let aleph: Aleph;
let server: Server;
let url: string;
/** The answer of the STAC search. */
let answer = '';

beforeAll(async () => {
  upstream = await startUpstream((request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(request.url === '/contracts' ? '[{"contract_id":"one","name":"One"}]' : answer);
  });
  const config = { ...loadConfig({ port: '0' }, {}), logLevel: 'silent' as const };
  aleph = createAleph({
    apiUrl: upstream.url,
    tokenUrl: `${upstream.url}/oauth/token`,
    audience: 'https://aleph.test',
  });
  server = createServer(aleph, config, { log: createLog('silent'), watchLoop: neverLate });
  url = await server.listen();
});
afterAll(async () => {
  await server.drain();
  await aleph.close();
  await upstream.close();
});

const NODES = 'stacSearch(input: {}, first: 5) { nodes { itemId properties geometry } }';

/** The bytes of the nodes in the reply to a query of `contract`, and perhaps of a contract that fails. */
async function nodesBy(query: string): Promise<string> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer one' },
    body: JSON.stringify({ query }),
  });
  const text = await response.text();
  const [, nodes] = /"nodes":(\[.*\])\}\}(?:,"bad":null)?\}(?:,"errors".*)?\}$/s.exec(text) ?? [];
  if (nodes === undefined) throw new Error(text);
  return nodes;
}
const COMPILED = `{ contract(id: "one") { ${NODES} } }`;
/** A failed field leaves the operation to GraphQL's executor. */
const EXECUTED = `{ contract(id: "one") { ${NODES} } bad: contract(id: "two") { id } }`;

const pageOf = (item: string) => `{"type":"FeatureCollection","features":[${item}]}`;
const itemOf = (properties: string, geometry = 'null') =>
  `{"id":"a","collection":"b","properties":${properties},"geometry":${geometry}}`;

describe('an item with odd JSON is the same, byte by byte, whoever writes it', () => {
  test.each([
    [
      'whole numbers beyond 2^53',
      '{"a":12345678901234567890,"b":9007199254740993}',
      '{"a":12345678901234567000,"b":9007199254740992}',
    ],
    ['whole numbers up to 2^53', '{"a":900719925474099,"b":-1}', '{"a":900719925474099,"b":-1}'],
    ['more digits than a double has', '{"a":0.12345678901234567890123}', '{"a":0.12345678901234568}'],
    ['sixteen digits', '{"a":90.07199254740985}', '{"a":90.07199254740985}'],
    ['doubled members', '{"a":1,"b":2,"a":3}', '{"a":3,"b":2}'],
    ['doubled members in an object', '{"a":{"b":1,"b":2}}', '{"a":{"b":2}}'],
    ['doubled members in a list', '{"a":[{"b":1,"b":2}]}', '{"a":[{"b":2}]}'],
    [
      'doubled members very deep',
      '{"a":{"a":{"a":{"a":{"a":{"b":1,"b":2}}}}}}',
      '{"a":{"a":{"a":{"a":{"a":{"b":2}}}}}}',
    ],
    ['names that are numbers', '{"b":1,"10":2,"a":3,"9":4}', '{"b":1,"10":2,"a":3,"9":4}'],
    [
      'names that are numbers, and a number beyond 2^53',
      '{"b":1,"10":9007199254740993,"9":4}',
      '{"b":1,"10":9007199254740992,"9":4}',
    ],
    ['names that are numbers in a list', '{"a":[{"2":1,"1":2,"1":3}]}', '{"a":[{"2":1,"1":3}]}'],
  ])('with %s', async (_what, properties, expected) => {
    const asWritten = `[{"itemId":"a","properties":${expected},"geometry":null}]`;
    answer = pageOf(itemOf(properties));
    expect(await nodesBy(COMPILED)).toBe(asWritten);
    expect(await nodesBy(EXECUTED)).toBe(asWritten);
    // A line break keeps the answer off the tape.
    answer = `\n${answer}`;
    expect(await nodesBy(COMPILED)).toBe(asWritten);
    expect(await nodesBy(EXECUTED)).toBe(asWritten);
  });

  test.each(['{"coordinates":[1,2],"type":"Point"}', '{"type":"Point","coordinates":[1,2]}'])(
    'with the geometry %s',
    async (geometry) => {
      answer = pageOf(itemOf('{}', geometry));
      const asWritten = `[{"itemId":"a","properties":{},"geometry":${geometry}}]`;
      expect(await nodesBy(COMPILED)).toBe(asWritten);
      expect(await nodesBy(EXECUTED)).toBe(asWritten);
    },
  );

  test('with any of them at once', async () => {
    const name = fc.constantFrom('10', '9', 'a', 'b', 'gsd');
    const { tree } = fc.letrec<{ tree: string; members: string }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom('1', '0.5', '9007199254740993', '123456789012345678901', '"text"', 'null', '-999'),
        fc.array(tie('tree'), { maxLength: 3 }).map((list) => `[${list.join()}]`),
        tie('members'),
      ),
      members: fc
        .array(fc.tuple(name, tie('tree')), { maxLength: 5 })
        .map((members) => `{${members.map(([key, value]) => `"${key}":${value}`).join()}}`),
    }));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(name, tree), { maxLength: 6 }), async (members) => {
        answer = pageOf(itemOf(`{${members.map(([key, value]) => `"${key}":${value}`).join()}}`));
        const compiled = await nodesBy(COMPILED);
        expect(await nodesBy(EXECUTED)).toBe(compiled);
        answer = `\n${answer}`;
        expect(await nodesBy(COMPILED)).toBe(compiled);
      }),
      { seed: 21, numRuns: 150 },
    );
  });
});
