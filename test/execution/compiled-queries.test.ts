import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { buildSchema, type ExecutionResult, execute, getOperationAST, parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/admission/limits.ts';
import { countReply } from '../../src/admission/reply-size.ts';
import { type Aleph, createAleph } from '../../src/aleph/client.ts';
import { Secret } from '../../src/aleph/sign-in/secret.ts';
import { publicErrors } from '../../src/exchange/errors.ts';
import { createCompiledQueries } from '../../src/execution/compiled-queries.ts';
import { createContext } from '../../src/resolvers/context.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { schema } from '../../src/schema/index.ts';
import { compiled, textOf, uncounted } from '../support/compiled.ts';
import { exampleOperations } from '../support/examples.ts';
import { createDice } from '../support/inputs/dice.ts';
import { randomOperation } from '../support/inputs/random-operations.ts';
import { PORTS } from '../support/sandbox/world.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const EXAMPLES = exampleOperations().filter(({ kind }) => kind === 'query');
const DOCUMENTS = 500;

/** A result as callers see it; errors of fields side by side come in any order. */
function shownOf({ data, errors = [] }: ExecutionResult) {
  const shown = publicErrors(errors, 'request-1').map(({ graphql }) => JSON.stringify(graphql));
  return { data: JSON.parse(JSON.stringify(data)), errors: shown.sort() };
}

describe('a planned query', () => {
  let sandbox: Sandbox;
  let aleph: Aleph;

  beforeAll(async () => {
    sandbox = await startSandbox({ itemCount: 2_000 });
    const tokenUrl = `${sandbox.url}/oauth/token`;
    // The budget is left out: which of several fields meets its end depends on who asks first.
    aleph = createAleph({ apiUrl: sandbox.url, tokenUrl, audience: 'https://api.satellogic.com/', maxCalls: 10_000 });
  });
  afterAll(async () => {
    await aleph.close();
    await sandbox.close();
  });

  /** Both ways over one memory of a request, so that both see the same answers of Aleph. */
  async function bothWays(text: string, sent: Record<string, unknown>) {
    const { compiledQuery, document, variables } = compiled(createCompiledQueries(), text, sent);
    const clientSecret = new Secret('sandbox-north-secret');
    const client = aleph.connect({ credentials: { kind: 'PAIR', clientId: 'sandbox-north', clientSecret } });
    const contextValue = createContext(client);
    const plain = await execute({ schema, document, contextValue, variableValues: variables });
    const written = await textOf(compiledQuery?.(contextValue, variables, uncounted)).catch(() => undefined);
    return { written, plain: shownOf(plain), isCompiled: compiledQuery !== undefined };
  }

  test.each(EXAMPLES.map(({ name, text, variables }) => [name, text, variables] as const))(
    'writes “%s” to the letter as GraphQL’s executor answers it',
    async (_, text, sent) => {
      const { written, plain } = await bothWays(text, sent);
      expect(plain.errors).toEqual([]);
      expect(written).toBe(JSON.stringify(plain.data));
    },
  );

  test(`writes ${DOCUMENTS} random documents to the letter, and fails where there is an error to tell of`, async () => {
    sandbox.inject({ path: '/tasking/products', times: 100, answer: { kind: 'status', status: 403 } });
    const random = createDice(20_261_124);
    let failed = 0;
    for (let done = 0; done < DOCUMENTS; done += 1) {
      const text = randomOperation({ schema, random, deepest: 6, argumentFor });
      expect(validate(schema, parse(text)), text).toEqual([]);
      const sent = random.next() < 0.5 ? { yes: true, no: false } : { yes: false, no: true };
      const { written, plain, isCompiled } = await bothWays(text, sent);
      expect(isCompiled, text).toBe(true);
      expect(written, text).toBe(plain.errors.length === 0 ? JSON.stringify(plain.data) : undefined);
      if (plain.errors.length > 0) failed += 1;
    }
    expect(failed).toBeGreaterThan(DOCUMENTS / 5);
    expect(failed).toBeLessThan((DOCUMENTS * 4) / 5);
  }, 60_000);
});

const WINDOW = 'start: "2098-01-01T00:00:00Z", end: "2098-02-01T00:00:00Z"';
const ARGUMENTS: Readonly<Record<string, string>> = {
  id: '"nothing"',
  ids: '["nothing"]',
  first: '3',
  productId: '169',
  taskId: '1',
  orderId: '"nothing"',
  bbox: '[-123, 37, -122, 38]',
  dates: '{ start: "2024-01-01", end: "2024-03-01" }',
  input: '{ bbox: [-123, 37, -122, 38] }',
  collectionId: '"l1d-sr"',
  itemId: '"nothing"',
};

const INPUTS: Readonly<Record<string, string>> = {
  'Contract.checkTask': `{ productId: 169, target: { type: "Point", coordinates: [4, 51] }, ${WINDOW} }`,
  // Aleph takes its time to analyze one of another SKU.
  'Contract.checkOrder': '{ sku: "ARCLGD-M", geometry: { type: "Point", coordinates: [4, 51] }, parameters: {} }',
};

function argumentFor(field: string, argument: string): string | undefined {
  if (argument === 'input' && INPUTS[field] !== undefined) return INPUTS[field];
  return field === 'Query.contract' ? `"${PORTS}"` : ARGUMENTS[argument];
}

describe('compiled queries', () => {
  test('are there for queries alone, so that a mutation is never run twice', () => {
    const writing = buildSchema('type Query { a: Int } type Mutation { a: Int }');
    expect(compiled(createCompiledQueries(), '{ a }', {}, writing).compiledQuery).toBeDefined();
    expect(compiled(createCompiledQueries(), 'mutation { a }', {}, writing).compiledQuery).toBeUndefined();
  });

  test('leave questions about the schema to GraphQL’s executor', () => {
    expect(compiled(createCompiledQueries(), '{ __typename __schema { description } }').compiledQuery).toBeUndefined();
    expect(
      compiled(createCompiledQueries(), '{ __typename __type(name: "Task") { name } }').compiledQuery,
    ).toBeUndefined();
  });

  test('tell the operations of a document apart', async () => {
    const compiledQueries = createCompiledQueries();
    const document = parse('query A { a: __typename } query B { b: __typename }');
    const run = (name: string) => {
      const definition = getOperationAST(document, name);
      return definition && compiledQueries.find({ schema, document, definition, variables: {} })?.({}, {}, uncounted);
    };
    const texts = await Promise.all(['A', 'B', 'A'].map((name) => textOf(run(name) ?? undefined)));
    expect(texts).toEqual(['{"a":"Query"}', '{"b":"Query"}', '{"a":"Query"}']);
  });

  test('are kept for a document, and made anew when a variable leaves out other fields', async () => {
    const compiledQueries = createCompiledQueries();
    const document = parse('query ($a: Boolean!, $b: Int) { __typename @include(if: $a) b: __typename @skip(if: $a) }');
    const definition = getOperationAST(document);
    if (definition == null) throw new Error('no operation');
    const find = (variables: Record<string, unknown>) =>
      compiledQueries.find({ schema, document, definition, variables });
    const first = find({ a: true, b: 1 });
    expect(find({ a: true, b: 2 })).toBe(first);
    expect(await textOf(first?.({}, {}, uncounted))).toBe('{"__typename":"Query"}');
    expect(await textOf(find({ a: false, b: 1 })?.({}, {}, uncounted))).toBe('{"b":"Query"}');
  });

  test('end as soon as the reply is too long, not when all of it is there', async () => {
    const of = buildSchema('type Query { texts: [String!] }');
    const { texts } = of.getQueryType()?.getFields() ?? {};
    const never = new Promise(() => undefined);
    if (texts) texts.resolve = () => [Promise.resolve('x'.repeat(200)), never];
    const { compiledQuery } = compiled(createCompiledQueries(), '{ texts }', {}, of);
    await expect(compiledQuery?.({}, {}, countReply({ ...DEFAULT_LIMITS, replyBytes: 100 }))).rejects.toMatchObject({
      code: 'QUERY_TOO_COMPLEX',
      details: { limit: { name: 'replyBytes', allowed: 100 } },
    });
  });

  test('keep nothing of a variable that has the name of another operation’s condition', () => {
    const compiledQueries = createCompiledQueries();
    const text = 'query A($x: ID!) { node(id: $x) { id } } query B($x: Boolean!) { __typename @skip(if: $x) }';
    const documents = Array.from({ length: 20 }, () => parse(text));
    const heapAfter = (length: number) => {
      for (const document of documents) {
        const variables = { x: Buffer.alloc(length, 'x').toString() };
        const definition = getOperationAST(document, 'A');
        expect(definition && compiledQueries.find({ schema, document, definition, variables })).toBeDefined();
      }
      collectGarbage();
      return process.memoryUsage().heapUsed;
    };
    const before = heapAfter(1);
    expect(heapAfter(1_000_000) - before).toBeLessThan(1_000_000);
    expect(documents).toHaveLength(20);
  });
});
