import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Geometry } from 'geojson';
import { afterAll, beforeAll, beforeEach, describe, expect, expectTypeOf, onTestFinished, test } from 'vitest';
import type { OverviewQuery, OverviewQueryVariables } from '../../examples/typed-client/generated/graphql.ts';
import { everyRow } from '../../examples/typed-client/pages.ts';
import { type Facade, startFacade } from '../support/facade/facade.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const EXAMPLE = 'examples/typed-client';
const run = promisify(execFile);
const npx = (name: string, args: readonly string[], cwd: string, env = {}) =>
  run(join(ROOT, 'node_modules/.bin', name), args, { cwd, env: { ...process.env, ...env } });

describe('the typed client’s code', () => {
  /** The example, the schema and package.json, as a reader of the repository would have them. */
  let copy: string;
  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'aleph-graphql-client-'));
    for (const path of [EXAMPLE, 'schema.graphql', 'package.json']) {
      cpSync(join(ROOT, path), join(copy, path), { recursive: true });
    }
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  test('is what npm run codegen makes of the schema', async () => {
    const folders = ['generated', 'tada/generated'].map((name) => join(EXAMPLE, name));
    for (const folder of folders) {
      rmSync(join(copy, folder), { recursive: true });
      mkdirSync(join(copy, folder));
    }
    await run('npm', ['run', 'codegen'], { cwd: copy });
    const isSame = (file: string) => textOf(join(ROOT, file)) === textOf(join(copy, file));
    for (const folder of folders) expect(readdirSync(join(ROOT, folder))).toEqual(readdirSync(join(copy, folder)));
    const files = folders.flatMap((folder) => readdirSync(join(ROOT, folder)).map((file) => join(folder, file)));
    expect(files).toHaveLength(4);
    expect(
      files.filter((file) => !isSame(file)),
      'stale: run npm run codegen',
    ).toEqual([]);
  });

  test.each(['.', 'tada'])('type-checks in %s, all but a field that was not asked for', async (folder) => {
    const main = join(copy, EXAMPLE, folder, 'main.ts');
    writeFileSync(main, `${textOf(main)}\nconsole.log(contracts?.[0]?.nothing);\n`);
    const onlyMistake = { stdout: expect.stringMatching(/^.*main\.ts.*Property 'nothing' does not exist.*\n$/) };
    await expect(npx('tsc', ['-p', dirname(main)], copy)).rejects.toMatchObject(onlyMistake);
  });

  // tsc decides, in npm run check.
  test('gives GeoJSON for a geometry, a tuple for a box, text for a day', () => {
    type Contract = NonNullable<OverviewQuery['contracts']>[number];
    type Item = NonNullable<Contract['archiveSearch']>['nodes'][number];
    expectTypeOf<Item['geometry']>().toEqualTypeOf<Geometry | null>();
    expectTypeOf<OverviewQueryVariables['bbox']>().toEqualTypeOf<readonly [number, number, number, number]>();
    expectTypeOf<OverviewQueryVariables['dates']['start']>().toEqualTypeOf<string>();
  });

  test('is the same program for gql.tada, apart from its imports', () => {
    const programs = ['main.ts', 'tada/main.ts'].map((file) => textOf(join(ROOT, EXAMPLE, file)));
    const [main, tada] = programs.map((program) => program.slice(program.indexOf('const Overview')));
    expect(tada).toBe(main);
  });
});

test('graphql.config.ts leads an editor from each example to the schema', async () => {
  // Required rather than imported: vitest would transform all of it.
  const { loadConfig }: typeof import('graphql-config') = createRequire(import.meta.url)('graphql-config');
  const project = (await loadConfig({ rootDir: ROOT }))?.getProject();
  for (const folder of ['examples/operations', EXAMPLE]) {
    const files = readdirSync(join(ROOT, folder)).filter((file) => /^main\.ts$|\.graphql$/.test(file));
    expect(files).not.toEqual([]);
    expect(files.filter((file) => !project?.match(join(ROOT, folder, file)))).toEqual([]);
  }
  expect((await project?.getSchema())?.getType('Contract')).toBeDefined();
});

describe.each(['main.ts', 'tada/main.ts'])('the example %s', (file) => {
  let facade: Facade;
  beforeAll(async () => {
    facade = await startFacade();
  });
  afterAll(() => facade.close());
  const runExample = async (env = {}) =>
    (await npx('tsx', [join(EXAMPLE, file), `${facade.url}/graphql`], ROOT, env)).stdout;

  test('prints each of North’s contracts with its open tasks and imagery when no credentials are set', async () => {
    const output = await runExample({ ALEPH_CLIENT_ID: undefined, ALEPH_CLIENT_SECRET: undefined });
    const { contracts } = (await facade.ask('{ contracts { name tasks { totalCount } } }')).body.data;
    expect(contracts).toHaveLength(3);
    for (const { name, tasks } of contracts) {
      expect(output).toMatch(new RegExp(`^${name}: [1-9]\\d* of ${tasks.totalCount} tasks open$`, 'm'));
    }
    expect(output.match(/^ {2}task \d+ [A-Z]+ ./gm)).toHaveLength(6);
    expect(output.match(/^ {2}item \d{8}_\S+ Polygon, (?:\d+|\?) % cloud$/gm)).toHaveLength(6);
  });

  test('prints South’s one contract when its credentials are in the environment', async () => {
    const output = await runExample({ ALEPH_CLIENT_ID: 'sandbox-south', ALEPH_CLIENT_SECRET: 'sandbox-south-secret' });
    expect(output.match(/tasks open$/gm)).toHaveLength(1);
  });

  test('ends with an error when the credentials are wrong', async () => {
    const refused = { code: 1, stderr: expect.stringContaining('CREDENTIALS_REJECTED') };
    await expect(runExample({ ALEPH_CLIENT_SECRET: 'wrong' })).rejects.toMatchObject(refused);
  });
});

test('the README’s steps for another project lead to a program that runs', async () => {
  const facade = await startFacade();
  const project = mkdtempSync(join(tmpdir(), 'aleph-graphql-project-'));
  onTestFinished(async () => {
    rmSync(project, { recursive: true, force: true });
    await facade.close();
  });
  for (const file of ['codegen.ts', 'main.ts', 'pages.ts', 'tsconfig.json']) {
    const text = textOf(join(ROOT, EXAMPLE, file)).replace('../../schema.graphql', 'schema.graphql');
    writeFileSync(join(project, file), text);
  }
  symlinkSync(join(ROOT, 'node_modules'), join(project, 'node_modules'));

  const steps = /```sh\n(npm init [^`]*)\n```/.exec(textOf(join(ROOT, EXAMPLE, 'README.md')))?.[1]?.split('\n') ?? [];
  expect(steps.length).toBeGreaterThan(2);
  const { dependencies, devDependencies } = JSON.parse(textOf(join(ROOT, 'package.json')));
  let stdout = '';
  for (const step of steps) {
    if (step.startsWith('npm install ')) {
      const packages = step
        .split(' ')
        .slice(2)
        .filter((word) => !word.startsWith('--'));
      const names = packages.map((word) => word.replace(/(?<=.)@.*/, ''));
      expect(Object.keys({ ...dependencies, ...devDependencies })).toEqual(expect.arrayContaining(names));
    } else {
      ({ stdout } = await run('sh', ['-c', step.replace('http://127.0.0.1:4000', facade.url)], { cwd: project }));
    }
  }
  expect(stdout.match(/tasks open$/gm)).toHaveLength(3);
}, 60_000);

describe('everyRow', () => {
  let facade: Facade;
  beforeAll(async () => {
    facade = await startFacade();
  });
  afterAll(() => facade.close());
  beforeEach(() => facade.sandbox.resetCalls());

  test('walks all tasks of a contract, each once, at one upstream call for each page', async () => {
    const { id, tasks } = await firstContract('tasks { totalCount }');
    facade.sandbox.resetCalls();
    const ids = await collect(id, 'rows: tasks(first: 50, after: $after) { nodes { id: taskId }');
    expect(new Set(ids).size).toBe(tasks.totalCount);
    expect(ids).toHaveLength(tasks.totalCount);
    expect(facade.upstreamCalls()).toEqual(Array(Math.ceil(tasks.totalCount / 50)).fill('GET /tasking/tasks'));
  });

  test('walks all imagery over a city in the order of one large page', async () => {
    const search = 'archiveSearch(bbox: [121.2, 31, 121.7, 31.5], dates: { start: "2026-06-01", end: "2026-08-31" }';
    const { id, archiveSearch } = await firstContract(`${search}, first: 2000) { nodes { itemId } }`);
    const ids = await collect(id, `rows: ${search}, first: 20, after: $after) { nodes { id: itemId }`);
    expect(ids.length).toBeGreaterThan(20);
    expect(ids).toEqual(archiveSearch.nodes.map(({ itemId }: { itemId: string }) => itemId));
  });

  test('asks for no page before the rows of the last one are used up', async () => {
    const asked: unknown[] = [];
    const rows = everyRow(async (after) => {
      asked.push(after);
      return page(['a', 'b'], 'cursor');
    });
    expect(asked).toEqual([]);
    expect([await rows.next(), await rows.next()].map(({ value }) => value)).toEqual(['a', 'b']);
    expect(asked).toEqual([null]);
    await rows.next();
    expect(asked).toEqual([null, 'cursor']);
  });

  test('goes on behind an empty page that has a cursor, and ends at a page that has none', async () => {
    const pages = [page(['a'], 'first'), page([], 'second', false), page(['b'], null)];
    expect(await all(everyRow(async () => pages.shift()))).toEqual(['a', 'b']);
  });

  test('throws when a page is missing rather than ending early', async () => {
    const pages = [page(['a'], 'first'), null];
    const rows = everyRow(async () => pages.shift());
    expect(await rows.next()).toEqual({ done: false, value: 'a' });
    await expect(rows.next()).rejects.toThrow('left out a page');
  });

  test('throws behind the last row of a listing whose link leads elsewhere', async () => {
    const { id } = await firstContract('name');
    const answer = { kind: 'foreign-next', url: 'https://elsewhere.example/next' } as const;
    facade.sandbox.inject({ path: '/tasking/tasks', answer });
    const asked: string[] = [];
    const walk = collect(id, 'rows: tasks(first: 50, after: $after) { nodes { id: taskId }', asked);
    await expect(walk).rejects.toThrow('broke off');
    expect(asked).toHaveLength(50);
    facade.sandbox.clearFaults();
  });

  async function firstContract(selection: string) {
    return (await facade.ask(`{ contracts { id ${selection} } }`)).body.data.contracts[0];
  }

  /** The ids of every row; `field` selects them as `rows` and is left open for the page's end. */
  async function collect(contractId: string, field: string, into: unknown[] = []): Promise<unknown[]> {
    const query = `query Page($contractId: ID!, $after: String) {
      contract(id: $contractId) { ${field} complete pageInfo { hasNextPage endCursor } } }
    }`;
    const readPage = async (after: string | null) =>
      (await facade.ask(query, { contractId, after })).body.data.contract.rows;
    for await (const { id } of everyRow<{ id: unknown }>(readPage)) into.push(id);
    return into;
  }

  async function all<Row>(rows: AsyncIterable<Row>): Promise<Row[]> {
    const read: Row[] = [];
    for await (const row of rows) read.push(row);
    return read;
  }

  function page(nodes: readonly string[], endCursor: string | null, complete = true) {
    return { nodes, complete, pageInfo: { hasNextPage: endCursor !== null, endCursor } };
  }
});

function textOf(path: string): string {
  return readFileSync(path, 'utf8');
}
