import { type Answer, forClient, forContract } from './access.ts';
import { searchArchive } from './archive.ts';
import { getCollection, getItem, listCollections, listItems } from './collections.ts';
import { listContracts } from './contracts.ts';
import { getFile, getPicture } from './downloads.ts';
import { getConformance, getLanding, getServiceDescription } from './landing.ts';
import { listProducts } from './products.ts';
import { noRoute, Refusal, type Reply } from './replies.ts';
import type { ApiRequest } from './requests.ts';
import { searchItems } from './search.ts';
import { getTask, listTasks } from './tasks.ts';
import { exchangeToken } from './token.ts';
import type { World } from './world.ts';

const STAC = '/archive/stac';

/** All that Aleph is asked for, `{}` standing for one path segment. The first match answers. */
const ROUTES = [
  route('POST', '/oauth/token', exchangeToken),
  route('GET', '/contracts', forClient(listContracts)),
  route('GET', '/tasking/products', forContract(listProducts)),
  route('GET', '/tasking/tasks', forContract(listTasks)),
  route('GET', '/tasking/tasks/{}', forContract(getTask)),
  route('POST', '/archive/search', forContract(searchArchive)),
  route('GET', STAC, forContract(getLanding)),
  route('GET', `${STAC}/conformance`, forContract(getConformance)),
  route('GET', `${STAC}/api`, forContract(getServiceDescription)),
  route('GET', `${STAC}/search`, forContract(searchItems)),
  route('POST', `${STAC}/search`, forContract(searchItems)),
  route('GET', `${STAC}/collections`, forContract(listCollections)),
  route('GET', `${STAC}/collections/{}`, forContract(getCollection)),
  route('GET', `${STAC}/collections/{}/items`, forContract(listItems)),
  route('GET', `${STAC}/collections/{}/items/{}`, forContract(getItem)),
  route('GET', '/assets/signed/{}/{}/{}', getPicture),
  route('GET', '/assets/{}/{}/{}', forContract(getFile)),
];

/** The answer of the route that takes this request; every refusal is an answer too. */
export function answer(request: Omit<ApiRequest, 'pathParams'>, world: World): Reply {
  try {
    for (const { method, pattern, reply } of ROUTES) {
      const params = method === request.method ? pattern.exec(request.path) : null;
      if (params) return reply({ ...request, pathParams: params.slice(1).map(decoded) }, world);
    }
    throw noRoute();
  } catch (error) {
    if (error instanceof Refusal) return error.reply;
    throw error;
  }
}

function route(method: string, path: string, reply: Answer) {
  return { method, pattern: new RegExp(`^${path.replaceAll('{}', '([^/]+)')}$`), reply };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
