import { readdirSync, readFileSync } from 'node:fs';
import { type ExecutionResult, execute, getOperationAST, parse, validate } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type Aleph, createAleph } from '../src/aleph/client.ts';
import { Secret } from '../src/aleph/secret.ts';
import { withCoercedVariables } from '../src/coercion.ts';
import { type CompiledOperations, createCompiledOperations, type Run } from '../src/compiled-operations.ts';
import { publicErrors } from '../src/errors.ts';
import { createContext } from '../src/resolvers/context.ts';
import { type Sandbox, startSandbox } from '../src/sandbox/server.ts';
import { schema } from '../src/schema/index.ts';
import { createDice } from './reliability/random.ts';
import { randomOperation } from './support/random-operations.ts';
import { PORTS } from './support/sandbox-world.ts';

const FOLDER = new URL('../examples/operations/', import.meta.url);
const EXAMPLES = readdirSync(FOLDER).map((name) => readFileSync(new URL(name, FOLDER), 'utf8'));
const DOCUMENTS = 500;

/** The compiled form of a document, if it gets one once it has come often enough. */
function compiled(operations: CompiledOperations, text: string): Run | undefined {
  const document = parse(text);
  for (let time = 0; time < 10; time += 1) {
    const run = operations.find(document, undefined);
    if (run !== undefined) return run;
  }
  return undefined;
}

/** A result as callers see it; errors of fields side by side come in any order. */
function shownOf({ data, errors = [] }: ExecutionResult) {
  const shown = publicErrors(errors, 'request-1').map(({ graphql }) => JSON.stringify(graphql));
  return { data: JSON.parse(JSON.stringify(data)), errors: shown.sort() };
}

describe('a compiled operation', () => {
  let sandbox: Sandbox;
  let aleph: Aleph;
  let operations: CompiledOperations;

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
  beforeEach(() => {
    operations = createCompiledOperations(schema, { perSecond: Number.POSITIVE_INFINITY });
  });

  /** Both ways over one memory of a request, so that both see the same answers of Aleph. */
  async function bothWays(text: string, sent: Record<string, unknown>) {
    const document = parse(text);
    const definition = getOperationAST(document);
    if (definition == null) throw new Error('no operation');
    const { variables: variableValues } = withCoercedVariables({ schema, document, definition, variables: sent });
    const clientSecret = new Secret('sandbox-north-secret');
    const client = aleph.connect({ credentials: { kind: 'PAIR', clientId: 'sandbox-north', clientSecret } });
    const contextValue = createContext(client);
    const plain = await execute({ schema, document, contextValue, variableValues });
    const run = compiled(operations, text);
    const fast = run && (await run(undefined, contextValue, variableValues));
    return { fast: fast && shownOf(fast), plain: shownOf(plain) };
  }

  test.each(EXAMPLES.map((text) => [text.split('\n', 1)[0], text]))(
    'of “%s” answers as the plain one',
    async (_, text) => {
      const { fast, plain } = await bothWays(text, {});
      expect(fast).toEqual(plain);
      expect(plain.errors).toEqual([]);
    },
  );

  test(`of ${DOCUMENTS} random documents answers as the plain one, errors and their places included`, async () => {
    sandbox.inject({ path: '/tasking/products', times: 100, answer: { kind: 'status', status: 403 } });
    const random = createDice(20_261_124);
    let errors = 0;
    for (let done = 0; done < DOCUMENTS; ) {
      const text = randomOperation({ schema, random, deepest: 6, argumentFor });
      expect(validate(schema, parse(text)), text).toEqual([]);
      const sent = random.next() < 0.5 ? { yes: true, no: false } : { yes: false, no: true };
      const { fast, plain } = await bothWays(text, sent);
      if (fast === undefined) continue;
      expect(fast, text).toEqual(plain);
      done += 1;
      errors += plain.errors.length;
    }
    expect(errors).toBeGreaterThan(DOCUMENTS / 10);
  }, 60_000);
});

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

function argumentFor(field: string, argument: string): string | undefined {
  return field === 'Query.contract' ? `"${PORTS}"` : ARGUMENTS[argument];
}

describe('compiling', () => {
  test('waits until an operation has come four times', () => {
    const operations = createCompiledOperations(schema);
    const document = parse('{ __typename }');
    const found = Array.from({ length: 5 }, () => operations.find(document, undefined) !== undefined);
    expect(found).toEqual([false, false, false, true, true]);
  });

  test('leaves lists alone whose items may fail one by one: the last ones would be missing', () => {
    const operations = createCompiledOperations(schema);
    expect(compiled(operations, '{ nodes(ids: ["x"]) { id } }')).toBeUndefined();
    expect(compiled(operations, '{ contracts { id } }')).toBeDefined();
  });

  test('tells the operations of a document apart', async () => {
    const operations = createCompiledOperations(schema);
    const document = parse('query A { a: __typename } query B { b: __typename }');
    const last = (name: string) => Array.from({ length: 4 }, () => operations.find(document, name)).at(-1);
    expect(await last('A')?.(undefined, {}, {})).toEqual({ data: { a: 'Query' } });
    expect(await last('B')?.(undefined, {}, {})).toEqual({ data: { b: 'Query' } });
  });

  test('is done for few documents a second, so that a flood of them does not keep the process busy', () => {
    const operations = createCompiledOperations(schema, { perSecond: 2 });
    // Also in the first second of a process.
    let now = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => now);
    onTestFinished(() => clock.mockRestore());
    const isCompiled = (name: string) => {
      const document = parse(`{ ${name}: __typename }`);
      return Array.from({ length: 4 }, () => operations.find(document, undefined)).at(-1) !== undefined;
    };
    expect(['a', 'b', 'c', 'd'].map(isCompiled)).toEqual([true, true, false, false]);
    now = 1_000;
    expect(isCompiled('e')).toBe(true);
  });
});
