import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { GraphQLClient } from 'graphql-request';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../src/admission/limits.ts';
import { MOST_ROWS } from '../src/resolvers/arguments.ts';
import { faultsFromFlags } from '../src/sandbox/http/fault-flags.ts';
import { type Facade, startFacade } from './support/facade/facade.ts';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const run = promisify(execFile);

/** The first fenced block of a language that contains `text`. */
function block(language: string, text: string): string {
  const blocks = [...README.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)];
  const found = blocks.find(([, name, body]) => name === language && body?.includes(text));
  return found?.[2] ?? expect.fail(`README has no ${language} block with ${text}`);
}

describe('the README', () => {
  let facade: Facade;
  beforeAll(async () => {
    facade = await startFacade();
  });
  afterAll(() => facade.close());

  test('shows the first query with the answer that the sandbox gives', async () => {
    const { body } = await facade.ask(block('graphql', 'FirstLook'), {}, { ...credentials(), 'x-aleph-receipt': '0' });
    expect(body).toEqual(JSON.parse(block('json', 'Arctic Logistics')));
  });

  test('has a curl line that answers with the caller’s contracts', async () => {
    const command = block('sh', 'curl').replaceAll('http://127.0.0.1:4000', facade.url);
    const { stdout } = await run('sh', ['-c', command]);
    expect(JSON.parse(stdout).data.contracts).toHaveLength(3);
  });

  test('has a curl line that makes the sandbox’s tasks answer 503 until the faults are deleted', async () => {
    const faults = `${facade.sandbox.url}/_sandbox/faults`;
    const command = block('sh', '_sandbox').replaceAll('http://127.0.0.1:4010', facade.sandbox.url);
    const tasks = '{ contracts { tasks(first: 1) { nodes { taskId } } } }';
    await run('sh', ['-c', command]);
    const { body } = await facade.ask(tasks);
    expect(body.errors[0].extensions).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', upstream: { status: 503 } });
    await run('curl', ['-s', '-X', 'DELETE', faults]);
    expect((await facade.ask(tasks)).body.errors).toBeUndefined();
  });

  test('has a --fault that can be read', () => {
    const [, fault = ''] = /--fault "(.+?)"/.exec(README) ?? [];
    expect(faultsFromFlags([fault])).toMatchObject({ faults: [{ path: '/tasking/tasks' }], mistakes: [] });
  });

  test('has a typed client that does the same through graphql-request', async () => {
    const code = block('ts', 'GraphQLClient')
      .replace(/^import .*$/m, '')
      .replaceAll('http://127.0.0.1:4000', facade.url)
      .replace(/<\{.*?\}>(?=\()/, '');
    const runs = new Function('GraphQLClient', `return (async () => { ${code}; return contracts; })()`);
    expect(await runs(GraphQLClient)).toHaveLength(3);
  });

  test('names the document limits that hold', () => {
    for (const [name, limit] of Object.entries(DEFAULT_LIMITS)) {
      const variable = `LIMIT_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
      const row = README.split('\n').find((line) => line.includes(`\`${variable}\``));
      const asMebibytes = `${limit / 1_048_576} MiB`;
      expect(row, variable).toMatch(new RegExp(`${limit.toLocaleString('en')}|${asMebibytes}`));
    }
  });

  test('names the largest `first` of each listing', () => {
    const [, cell = ''] = /^\| `first` +\|([^|]*)\|/m.exec(README) ?? [];
    const named = cell.split(', ').flatMap((part) => {
      const [, most = '', listings = ''] = /^ ?([\d,]+) (.+?) *$/.exec(part) ?? [];
      return listings.split(' or ').map((listing) => [listing, Number(most.replaceAll(',', ''))]);
    });
    expect(Object.fromEntries(named)).toEqual(MOST_ROWS);
  });

  test('names every environment variable that config.ts reads, and .env.example does too', () => {
    const config = readFileSync(new URL('../src/config/config.ts', import.meta.url), 'utf8');
    const example = readFileSync(new URL('../.env.example', import.meta.url), 'utf8');
    const names = [...config.matchAll(/^ {2}([A-Z_]+):/gm)].map(([, name]) => String(name));
    expect(names.length).toBeGreaterThan(10);
    for (const name of names) {
      expect(README).toContain(`\`${name}\``);
      expect(example).toContain(`${name}=`);
    }
  });

  function credentials() {
    return { 'x-aleph-client-id': 'sandbox-north', 'x-aleph-client-secret': 'sandbox-north-secret' };
  }
});
