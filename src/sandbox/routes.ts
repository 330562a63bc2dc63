import { type Answer, forClient, forContract } from './access.ts';
import { searchArchive } from './archive.ts';
import { listCaptures } from './captures.ts';
import { listClients } from './clients.ts';
import { getCollection, getItem, listCollections, listItems } from './collections.ts';
import { listContracts } from './contracts.ts';
import { getDeliverable } from './deliverables.ts';
import { getFile, getSceneFile, getSignedFile } from './downloads.ts';
import { analyzeTask } from './feasibility.ts';
import { noRoute, Refusal, type Reply } from './http/replies.ts';
import type { ApiRequest } from './http/requests.ts';
import { getConformance, getLanding, getServiceDescription } from './landing.ts';
import { listDeliverables, listEvents, listOrderCaptures } from './order-parts.ts';
import { getOrder, listOrders } from './orders.ts';
import { readOf } from './pages.ts';
import { getAnalysis, startAnalysis } from './placing/analyses.ts';
import { deleteOrder, placeOrder } from './placing/orders.ts';
import { cancelTask, placeTask } from './placing/tasks.ts';
import { listProducts } from './products.ts';
import { getQueryables, listQueryables } from './queryables.ts';
import { listScenes } from './scenes.ts';
import { searchItems } from './search.ts';
import { getTask, listTasks } from './tasks.ts';
import { exchangeToken } from './token.ts';
import type { World } from './world/world.ts';

const STAC = '/archive/stac';

/** All that Aleph is asked for, `{}` standing for one path segment. The first match answers. */
const ROUTES = [
  route('POST', '/oauth/token', exchangeToken),
  list('/contracts', forClient(listContracts)),
  list('/tasking/products', forContract(listProducts)),
  list('/tasking/tasks', forContract(listTasks), forContract(placeTask)),
  route('GET', '/tasking/tasks/{}', forContract(getTask)),
  route('PATCH', '/tasking/tasks/{}/cancel', forContract(cancelTask)),
  list('/tasking/tasks/{}/captures', forContract(listCaptures)),
  list('/tasking/clients', forContract(listClients)),
  route('POST', '/tasking/analysis/can-add-order', forContract(analyzeTask)),
  route('POST', '/archive/search', forContract(searchArchive)),
  route('GET', STAC, forContract(getLanding)),
  route('GET', `${STAC}/conformance`, forContract(getConformance)),
  route('GET', `${STAC}/api`, forContract(getServiceDescription)),
  route('GET', `${STAC}/queryables`, forContract(listQueryables)),
  route('GET', `${STAC}/search`, forContract(searchItems)),
  route('POST', `${STAC}/search`, forContract(searchItems)),
  list(`${STAC}/collections`, forContract(listCollections)),
  route('GET', `${STAC}/collections/{}`, forContract(getCollection)),
  route('GET', `${STAC}/collections/{}/queryables`, forContract(getQueryables)),
  route('GET', `${STAC}/collections/{}/items`, forContract(listItems)),
  route('GET', `${STAC}/collections/{}/items/{}`, forContract(getItem)),
  list('/telluric/scenes', forContract(listScenes)),
  list('/v2/orders', forContract(listOrders), forContract(placeOrder)),
  route('GET', '/v2/orders/{}', forContract(getOrder)),
  route('DELETE', '/v2/orders/{}', forContract(deleteOrder)),
  list('/v2/orders/{}/events', forContract(listEvents)),
  list('/v2/orders/{}/captures', forContract(listOrderCaptures)),
  list('/v2/orders/{}/deliverables', forContract(listDeliverables)),
  route('POST', '/v2/analysis/opportunities', forContract(startAnalysis)),
  route('GET', '/v2/analysis/opportunities/{}', forContract(getAnalysis)),
  route('GET', '/v2/deliverables/{}', forContract(getDeliverable)),
  route('GET|HEAD', '/assets/signed/{}/{}/{}', getSignedFile),
  route('GET|HEAD', '/assets/deliverables/{}/{}', forContract(getSceneFile)),
  route('GET|HEAD', '/assets/{}/{}/{}', forContract(getFile)),
];

/** The answer of the route that takes this request; every refusal is an answer too. */
export function answer(request: Omit<ApiRequest, 'pathParams'>, world: World): Reply {
  try {
    for (const { methods, pattern, reply } of ROUTES) {
      const params = methods.includes(request.method) ? pattern.exec(request.path) : null;
      if (params) return reply({ ...request, pathParams: params.slice(1).map(decoded) }, world);
    }
    throw noRoute();
  } catch (error) {
    if (error instanceof Refusal) return error.reply;
    throw error;
  }
}

function route(methods: string, path: string, reply: Answer) {
  return { methods: methods.split('|'), pattern: new RegExp(`^${path.replaceAll('{}', '([^/]+)')}$`), reply };
}

/** A list, which its own links may ask to post to. Any other POST places a new row, where the list takes one. */
function list(path: string, reply: Answer, place?: Answer) {
  return route('GET|POST', path, (request, world) => {
    const read = readOf(request, world.guesses);
    if (read) return reply(read, world);
    if (!place) throw noRoute();
    return place(request, world);
  });
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
