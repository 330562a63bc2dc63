import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parseEnv, promisify } from 'node:util';
import { GraphQLClient } from 'graphql-request';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { longSentencesIn, longSentencesOfSchema } from '../scripts/sentences.ts';
import { DEFAULT_LIMITS } from '../src/admission/limits.ts';
import { loadConfig } from '../src/config/config.ts';
import { MOST_ROWS } from '../src/resolvers/arguments.ts';
import { faultsFromFlags } from '../src/sandbox/http/fault-flags.ts';
import { type Facade, startFacade } from './support/facade/facade.ts';

const ROOT = new URL('../', import.meta.url);
const textOf = (name: string) => readFileSync(new URL(name, ROOT), 'utf8');
const README = textOf('README.md');
const SANDBOX = textOf('docs/sandbox.md');
const OPERATING = textOf('docs/operating.md');
const run = promisify(execFile);

/** The first fenced block of a language that contains `text`. */
function block(language: string, text: string, page = README): string {
  const blocks = [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)];
  const found = blocks.find(([, name, body]) => name === language && body?.includes(text));
  return found?.[2] ?? expect.fail(`the page has no ${language} block with ${text}`);
}

/** The cells of a table below a heading, without its head. */
function rowsBelow(page: string, heading: string): string[][] {
  const section = page.slice(page.indexOf(`\n## ${heading}\n`)).split(/\n## /)[1] ?? '';
  const lines = section.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
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
    const command = block('sh', '_sandbox', SANDBOX).replaceAll('http://127.0.0.1:4010', facade.sandbox.url);
    const tasks = '{ contracts { tasks(first: 1) { nodes { taskId } } } }';
    await run('sh', ['-c', command]);
    const { body } = await facade.ask(tasks);
    expect(body.errors[0].extensions).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', upstream: { status: 503 } });
    await run('curl', ['-s', '-X', 'DELETE', faults]);
    expect((await facade.ask(tasks)).body.errors).toBeUndefined();
  });

  test('has a --fault that can be read', () => {
    const [, fault = ''] = /--fault "(.+?)"/.exec(SANDBOX) ?? [];
    expect(faultsFromFlags([fault])).toMatchObject({ faults: [{ path: '/tasking/tasks' }], mistakes: [] });
  });

  test('has a typed client that does the same through graphql-request', async () => {
    const code = block('ts', 'GraphQLClient')
      .replace(/^import .*$/gm, '')
      .replaceAll('http://127.0.0.1:4000', facade.url);
    const runs = new Function('GraphQLClient', 'graphql', `return (async () => { ${code}; return contracts; })()`);
    expect(await runs(GraphQLClient, String)).toHaveLength(3);
  });

  test('has the recipe of a backend for a token, which the server takes', async () => {
    const tokenUrl = 'https://auth.platform.satellogic.com/oauth/token';
    const code = block('ts', 'grant_type').replace(tokenUrl, `${facade.sandbox.url}/oauth/token`);
    const env = { ALEPH_CLIENT_ID: 'sandbox-south', ALEPH_CLIENT_SECRET: 'sandbox-south-secret' };
    const token = await new Function('process', `return (async () => { ${code}; return token; })()`)({ env });
    const { body } = await facade.ask('{ contracts { id } }', {}, { authorization: `Bearer ${token}` });
    expect(body.data.contracts).toHaveLength(1);
  });

  test('has at most 150 lines', () => {
    expect(README.trimEnd().split('\n').length).toBeLessThanOrEqual(150);
  });

  test('names the document limits that hold', () => {
    for (const [name, limit] of Object.entries(DEFAULT_LIMITS)) {
      const variable = `LIMIT_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
      const row = OPERATING.split('\n').find((line) => line.includes(`\`${variable}\``));
      const asMebibytes = `${limit / 1_048_576} MiB`;
      expect(row, variable).toMatch(new RegExp(`${limit.toLocaleString('en')}|${asMebibytes}`));
    }
  });

  test('names the largest `first` of each listing', () => {
    const [, cell = ''] = /^\| `first` +\|([^|]*)\|/m.exec(OPERATING) ?? [];
    const named = cell.split(', ').flatMap((part) => {
      const [, most = '', listings = ''] = /^ ?([\d,]+) (.+?) *$/.exec(part) ?? [];
      return listings.split(' or ').map((listing) => [listing, Number(most.replaceAll(',', ''))]);
    });
    expect(Object.fromEntries(named)).toEqual(MOST_ROWS);
  });

  function credentials() {
    return { 'x-aleph-client-id': 'sandbox-north', 'x-aleph-client-secret': 'sandbox-north-secret' };
  }
});

describe('docs/operating.md', () => {
  const config = textOf('src/config/config.ts') + textOf('src/config/writes.ts');
  const variables = [...config.matchAll(/^ {2}([A-Z_]+):/gm)].map(([, name]) => String(name));
  const example = parseEnv(textOf('.env.example'));
  const documented = new Map(
    rowsBelow(OPERATING, 'Settings').map(([name = '', value = '']) => [name.replaceAll('`', ''), value]),
  );

  test('and .env.example name every environment variable, and no others', () => {
    expect(variables.length).toBeGreaterThan(10);
    expect([...documented.keys()].sort()).toEqual([...variables, 'LIMIT_…'].sort());
    expect(Object.keys(example).sort()).toEqual(variables.toSorted());
  });

  test('has the defaults of .env.example, which are those of the server', () => {
    const read = (env: NodeJS.ProcessEnv) => JSON.stringify(loadConfig({}, env));
    expect(read(example)).toBe(read({}));
    for (const [name, value] of Object.entries(example)) {
      if (value === '') expect(documented.get(name), name).not.toMatch(/`/);
      else expect(documented.get(name), name).toBe(`\`${value}\``);
    }
  });
});

describe('docs/errors.md', () => {
  test('names every reason that the code has, and no others', () => {
    const sources = readdirSync(new URL('src', ROOT), { recursive: true, encoding: 'utf8' });
    const code = sources
      .filter((name) => name.endsWith('.ts') && !/^sandbox|^client\/generated|user-errors\.ts$/.test(name))
      .map((name) => textOf(`src/${name}`))
      .join('\n');
    const places = [
      /reason: '([A-Z_0-9]+)'/g,
      /(?:Mismatch|invalidAnswer|authError|timeoutError)\([^;]*?'([A-Z_]+)'/g,
      /^ {2}\| '([A-Z_]+)';?$/gm,
      /type (?:ShedReason|Flaw) = (.*);/g,
      /\? '(MISCONFIGURED)' : '(?:STATUS)'/g,
    ];
    const found = places.flatMap((place) => [...code.matchAll(place)]);
    const reasons = new Set([
      ...found.flatMap(([, text = '']) => text.match(/[A-Z_0-9]+/g)),
      ...['KEY', 'NAME'].map((guard) => `${guard}_RUNNING`),
    ]);
    const listed = rowsBelow(textOf('docs/errors.md'), 'Reasons').map(([, reason = '']) => reason.replaceAll('`', ''));
    expect(reasons.size).toBeGreaterThan(20);
    expect(listed.toSorted()).toEqual([...reasons].sort());
  });
});

describe('the links of the documentation', () => {
  const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...filesBelow('docs')];

  test.each(pages)('in %s lead to files and headings that exist', (page) => {
    const here = new URL(page, ROOT);
    const links = [...textOf(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)];
    const broken = links.filter(([, path = '', anchor]) => {
      const target = path === '' ? here : new URL(path, here);
      return !existsSync(target) || (anchor !== undefined && !anchorsOf(target).includes(anchor));
    });
    expect(broken.map(([link]) => link)).toEqual([]);
  });

  function filesBelow(folder: string): string[] {
    const names = readdirSync(new URL(folder, ROOT), { recursive: true, encoding: 'utf8' });
    return names.filter((name) => name.endsWith('.md')).map((name) => `${folder}/${name}`);
  }

  function anchorsOf(file: URL): string[] {
    const headings = [...readFileSync(file, 'utf8').matchAll(/^#+ (.*)$/gm)];
    return headings.map(([, title = '']) =>
      title
        .toLowerCase()
        .replace(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    );
  }
});

describe('the check of English', () => {
  const words = (count: number) => Array(count).fill('word').join(' ');

  test.each([
    ['a sentence', `${words(31)}.`],
    ['a sentence over two lines', `Short. ${words(16)}\n${words(15)}.`],
    ['a cell of a table', `| a | b |\n| - | - |\n| x | ${words(31)} |`],
    ['an entry of a list', `- short\n- ${words(31)}`],
    ['a heading', `# ${words(31)}\n\nShort.`],
  ])('finds %s of 31 words', (_, markdown) => {
    expect(longSentencesIn(markdown)).toHaveLength(1);
  });

  test.each([
    ['30 words', `${words(30)}.`],
    ['code in backticks, as one word', `${words(29)} \`${words(9)}\`.`],
    ['the URL of a link', `[${words(30)}](${words(9)})`],
    ['a block of code', `\`\`\`ts\n${words(31)}\n\`\`\``],
    ['two sentences, the second in small letters', `${words(20)}. ${words(20)}.`],
    ['a table with short cells', `| ${words(20)} | ${words(20)} |`],
  ])('passes %s', (_, markdown) => {
    expect(longSentencesIn(markdown)).toEqual([]);
  });

  test('finds a description of the schema', () => {
    const schema = `type Query { "${words(31)}" a: Int "short" b: Int }`;
    expect(longSentencesOfSchema(schema)).toHaveLength(1);
  });
});
