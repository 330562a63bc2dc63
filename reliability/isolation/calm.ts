import { createAleph } from '../../src/aleph/client.ts';
import { loadConfig } from '../../src/config/config.ts';
import { createLog } from '../../src/exchange/log.ts';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { createServer } from '../../src/server.ts';
import { type Asker, askersOf, TENANTS, type Tenant } from './askers.ts';
import { type Question, questionsAbout } from './questions.ts';
import { stringsIn } from './verdict.ts';

/** What each tenant gets to see when nobody else asks and nothing fails. */
export interface Calm {
  readonly questions: readonly Question[];
  /** The data that an asker gets in answer to a question, by the place of the question. */
  expected(asker: Asker, question: number): unknown;
  /** Strings that only this tenant may see. */
  readonly exclusive: Readonly<Record<Tenant, ReadonlySet<string>>>;
}

/** Each tenant is asked through a server of its own, which has nobody to mix it up with. */
export async function askInCalm(sandbox: Sandbox): Promise<Calm> {
  const askers = await askersOf(sandbox);
  const answers = new Map<string, readonly unknown[]>();
  const nodeIds = await nodeIdsOf(sandbox, askers);
  const questions = questionsAbout(nodeIds);
  for (const tenant of TENANTS) {
    const own = askers.filter((asker) => asker.tenant === tenant);
    await withServer(sandbox, async (url) => {
      for (const asker of own) answers.set(asker.name, await answersTo(url, asker, questions));
    });
  }
  const textOf = (tenant: Tenant) =>
    JSON.stringify([...answers].filter(([name]) => name.startsWith(tenant)).map(([, data]) => data));
  return {
    questions,
    expected: ({ name }, question) => answers.get(name)?.[question],
    exclusive: {
      'sandbox-north': exclusiveTo(textOf('sandbox-north'), textOf('sandbox-south')),
      'sandbox-south': exclusiveTo(textOf('sandbox-south'), textOf('sandbox-north')),
    },
  };
}

const SHORTEST_TELLING = 6;

function exclusiveTo(own: string, others: string): ReadonlySet<string> {
  const strings = stringsIn(JSON.parse(own)).filter((text) => text.length >= SHORTEST_TELLING);
  return new Set(strings.filter((text) => !others.includes(JSON.stringify(text).slice(1, -1))));
}

const THINGS = '{ contracts { tasks(first: 2) { nodes { id } } orders(first: 2) { nodes { id } } } }';

async function nodeIdsOf(sandbox: Sandbox, askers: readonly Asker[]): Promise<readonly string[]> {
  const ids = TENANTS.map((tenant) =>
    withServer(sandbox, async (url) => {
      const asker = askers.find((one) => one.tenant === tenant);
      return asker === undefined ? [] : stringsIn(await answersTo(url, asker, [{ query: THINGS, variables: {} }]));
    }),
  );
  return (await Promise.all(ids)).flat();
}

async function answersTo(url: string, asker: Asker, questions: readonly Question[]): Promise<readonly unknown[]> {
  const answers: unknown[] = [];
  for (const question of questions) {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...asker.headers },
      body: JSON.stringify(question),
    });
    const { data } = (await response.json()) as { data?: unknown };
    answers.push(data);
  }
  return answers;
}

async function withServer<T>(sandbox: Sandbox, use: (url: string) => Promise<T>): Promise<T> {
  const config = loadConfig({ port: '0' }, {});
  const { audience } = config;
  const aleph = createAleph({ apiUrl: sandbox.url, tokenUrl: `${sandbox.url}/oauth/token`, audience });
  const server = createServer(aleph, config, { log: createLog('silent') });
  try {
    return await use(await server.listen());
  } finally {
    await server.drain();
    await aleph.close();
  }
}
