import { json, Refusal, type Reply, unauthorized } from './http/replies.ts';
import { type ApiRequest, bearerOf, CONTRACT_HEADER, header, keyPairOf } from './http/requests.ts';
import { CONTRACTS, type Contract } from './world/contracts.ts';
import type { World } from './world/world.ts';

export type Answer = (request: ApiRequest, world: World) => Reply;

/** Opens a route to a valid token; the route learns whose it is. */
export function forClient(answer: (request: ApiRequest, world: World, clientId: string) => Reply): Answer {
  return (request, world) => answer(request, world, clientOf(request, world));
}

/** Opens a route to a valid token together with one of its own contracts. */
export function forContract(answer: (request: ApiRequest, world: World, contract: Contract) => Reply): Answer {
  return (request, world) => {
    const clientId = clientOf(request, world);
    const id = header(request.headers, CONTRACT_HEADER);
    const isByKey = id === undefined && keyPairOf(request.headers) !== undefined;
    const contract = CONTRACTS.find((one) => (isByKey ? one.clientId === clientId : one.id === id));
    if (contract?.clientId !== clientId) throw contractRefusal(world);
    return answer(request, world, contract);
  };
}

function clientOf(request: ApiRequest, world: World): string {
  const pair = keyPairOf(request.headers);
  const client = pair ? clientOfKey(pair, request, world) : world.tokens.clientOf(bearerOf(request.headers) ?? '');
  if (!client) throw unauthorized();
  return client;
}

/** Clients that sign with their key name no contract, so they get their first one. */
function clientOfKey([key, secret]: readonly [string, string], { path }: ApiRequest, { tokens, guesses }: World) {
  if (guesses.keys === 'refused' || !tokens.accepts(key, secret)) return undefined;
  if (!path.startsWith('/tasking/')) throw new Refusal(json({ message: 'Forbidden' }, 403));
  return key;
}

function contractRefusal({ guesses }: World): Refusal {
  return new Refusal(
    guesses.contractRefusal === 401
      ? json({ message: 'Unauthorized: missing or invalid contract' }, 401)
      : json({ Message: 'User is not authorized to access this resource' }, 403),
  );
}
