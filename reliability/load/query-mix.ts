import type { Sandbox } from '../../src/sandbox/server.ts';
import { createRandom, type Random } from '../../src/sandbox/world/random.ts';
import { NORTH, SOUTH } from '../../test/support/facade/facade.ts';
import { HARBOUR, PORTS, SOUTHERN } from '../../test/support/sandbox/world.ts';
import type { Ask } from './load.ts';

/** Who asks, and for what contract. */
export interface Tenant {
  readonly headers: Readonly<Record<string, string>>;
  readonly contractId: string;
}

export const NORTHERN: Tenant = { headers: NORTH, contractId: PORTS };
export const SOUTHERNER: Tenant = { headers: SOUTH, contractId: SOUTHERN };

/** The two client pairs, and callers with tokens of their own: to the server each token is another identity. */
export async function manyTenants({ url }: Pick<Sandbox, 'url'>, tokens = 30): Promise<readonly Tenant[]> {
  const northern = await Promise.all(Array.from({ length: tokens }, () => tokenOf(url, 'sandbox-north')));
  const bearers = northern.map((token, index) => ({
    headers: { authorization: `Bearer ${token}` },
    contractId: index % 2 === 0 ? PORTS : HARBOUR,
  }));
  return [NORTHERN, SOUTHERNER, ...bearers];
}

/** A new token of one of the sandbox's client pairs. */
async function tokenOf(url: string, clientId: string): Promise<string> {
  const response = await fetch(`${url}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: `${clientId}-secret`,
      audience: 'https://api.satellogic.com/',
    }),
  });
  const { access_token: token } = JSON.parse(await response.text());
  return String(token);
}

/** The last search that the server made for the northern pair, made again without the server between. Gives the answer. */
export async function lastSearchOf(sandbox: Sandbox): Promise<() => Promise<string>> {
  const search = sandbox.calls().findLast(({ body }) => body !== undefined);
  if (search === undefined) throw new Error('there was no search');
  const token = await tokenOf(sandbox.url, 'sandbox-north');
  const request = {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorizationToken: `Bearer ${token}`,
      'x-satellogic-contract-id': search.contractId ?? '',
    },
    body: JSON.stringify(search.body),
  };
  return async () => {
    const response = await fetch(sandbox.url + search.path, request);
    return response.text();
  };
}

/** Imagery in a place of its own, so that no two requests can share an answer. */
export function searchAsk({ headers, contractId }: Tenant, random: Random, first = 50): Ask {
  const [west, south] = [random.between(-100, 100), random.between(-50, 30)];
  return {
    query: `query Imagery($contract: ID!, $box: BBox!, $first: Int!) {
      contract(id: $contract) {
        archiveSearch(bbox: $box, dates: { start: "2023-10-01", end: "2026-09-30" }, first: $first) {
          totalCount nodes { itemId datetime cloudCover gsd geometry preview { href } } pageInfo { hasNextPage }
        }
      }
    }`,
    variables: { contract: contractId, box: [west, south, west + 80, south + 50], first },
    headers,
  };
}

/** Tasks with their products; at most 25 different ones per tenant. */
export function tasksAsk({ headers, contractId }: Tenant, random: Random): Ask {
  return {
    query: `query Tasks($contract: ID!, $first: Int!) {
      contract(id: $contract) {
        tasks(first: $first) { totalCount nodes { taskId name status start end product { name } } }
      }
    }`,
    variables: { contract: contractId, first: random.int(1, 25) },
    headers,
  };
}

export function contractsAsk({ headers }: Tenant): Ask {
  return { query: '{ contracts { id name taskingProducts { productId name targetType } } }', headers };
}

/** The usual mix: half imagery, a third tasks, the rest contracts; the same seed asks the same in the same order. */
export function usualMix(tenants: readonly Tenant[], seed: number): () => Ask {
  const random = createRandom(seed, 1);
  return () => {
    const tenant = random.pick(tenants);
    const kind = random.next();
    if (kind < 0.5) return searchAsk(tenant, random);
    return kind < 0.8 ? tasksAsk(tenant, random) : contractsAsk(tenant);
  };
}

/** The same question in words that no cache of documents has seen. */
export function unique(ask: Ask, random: Random): Ask {
  const mark = random.uuid();
  const name = `q${mark.replaceAll('-', '')}`;
  const query = random.chance(0.5)
    ? `# ${mark}\n${ask.query}`
    : ask.query.replace(/^query \w+/, `query ${name}`).replace(/^\{/, `query ${name} {`);
  return { ...ask, query };
}
