import { type Sandbox, startSandbox } from '../src/sandbox/server.ts';
import { SIZES, type Size } from './places.ts';

/** What the upstream answers, as bytes made once. Contracts beyond the sandbox's three answer as its first one does. */
export interface Bodies {
  contracts(count: number): Buffer;
  of(contractId: string, part: ContractPart): Buffer;
  items(size: Size): Buffer;
}

export type ContractPart = (typeof PARTS)[number];

/** Paths below which the parts of a contract are read, as the API has them. */
const PARTS = ['/tasking/products', '/tasking/tasks', '/archive/stac/collections'] as const;
const TASKS = 20;
/** One item per capture each: about 2.4 kB, and all that is odd in the archive occurs. */
const COLLECTIONS = ['l0', 'quickview-visual-thumb'];
/** Enough captures for the largest answer. */
const ITEM_COUNT = 34_000;

/** `url` stands in the addresses that the answers hold. */
export async function makeBodies(url: string): Promise<Bodies> {
  const sandbox = await startSandbox({ itemCount: ITEM_COUNT });
  try {
    const ask = asking(sandbox, await tokenOf(sandbox));
    const rows: { contract_id: string; name: string }[] = JSON.parse(await ask('/contracts'));
    const [first] = rows;
    if (first === undefined) throw new Error('the sandbox has no contracts');
    const replaced = (text: string) => Buffer.from(text.replaceAll(sandbox.url, url));
    const parts = new Map<string, Buffer>();
    for (const { contract_id: id } of rows) {
      for (const part of PARTS) parts.set(id + part, replaced(await ask(`${part}?limit=${TASKS}`, id)));
    }
    // Not the archive's own search: that one looks at nothing but place and time.
    const search = { collections: COLLECTIONS, limit: SIZES.at(-1) };
    const found = await ask('/archive/stac/search', first.contract_id, search);
    const { features }: { features: unknown[] } = JSON.parse(found);
    const pages = new Map(SIZES.map((size) => [size, replaced(pageText(features, size))]));
    return {
      contracts: (count) => Buffer.from(JSON.stringify(contractRows(rows, count))),
      of: (id, part) => parts.get(id + part) ?? parts.get(first.contract_id + part) ?? Buffer.alloc(0),
      items: (size) => pages.get(size) ?? Buffer.alloc(0),
    };
  } finally {
    await sandbox.close();
  }
}

function contractRows(rows: readonly object[], count: number): readonly object[] {
  return Array.from({ length: count }, (_, index) => {
    const id = `cont.00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
    return rows[index] ?? { contract_id: id, name: `Contract ${index + 1}` };
  });
}

function pageText(features: readonly unknown[], size: number): string {
  if (features.length < size) throw new Error(`the sandbox has ${features.length} items, ${size} are needed`);
  return JSON.stringify({
    type: 'FeatureCollection',
    features: features.slice(0, size),
    links: [],
    numberMatched: size,
    numberReturned: size,
  });
}

async function tokenOf({ url, credentials }: Sandbox): Promise<string> {
  const [pair] = credentials;
  const response = await fetch(`${url}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      grant_type: 'client_credentials',
      client_id: pair?.clientId,
      client_secret: pair?.clientSecret,
      audience: 'https://api.satellogic.com/',
    }),
  });
  const { access_token }: { access_token: string } = JSON.parse(await response.text());
  return access_token;
}

function asking({ url }: Sandbox, token: string) {
  return async (path: string, contractId?: string, body?: object): Promise<string> => {
    const response = await fetch(url + path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        authorizationToken: `Bearer ${token}`,
        'content-type': 'application/json',
        ...(contractId !== undefined && { 'X-Satellogic-Contract-Id': contractId }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return response.text();
  };
}
