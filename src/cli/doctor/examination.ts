import { assetsOf } from '../../aleph/assets.ts';
import type { Capture } from '../../aleph/captures.ts';
import type { AlephClient, AlephOptions } from '../../aleph/client.ts';
import { createAleph } from '../../aleph/client.ts';
import type { Contract } from '../../aleph/contracts.ts';
import { AlephError } from '../../aleph/errors.ts';
import type { StacItem } from '../../aleph/items.ts';
import type { Order } from '../../aleph/orders.ts';
import type { Credentials } from '../../aleph/sign-in/authorization.ts';
import type { Task } from '../../aleph/tasks.ts';
import type { CallSite } from '../../aleph/transport/answers.ts';
import type { CallEnd } from '../../aleph/transport/calls.ts';
import { roundMs } from '../../aleph/transport/receipt.ts';
import { type AnswerFacts, factsOf, together } from './findings.ts';

/** One read, and whether it went well. */
export interface Finding {
  readonly read: string;
  /** Whether the server cannot do without it. */
  readonly needed: boolean;
  readonly verdict: 'ok' | 'absent' | 'failed' | 'skipped';
  /** Method and route without ids; absent where no call was made. */
  readonly route?: string | undefined;
  /** A status, or the reason why no answer came. */
  readonly outcome?: string | undefined;
  readonly ms?: number | undefined;
  /** The error code, with its reason. */
  readonly error?: string;
  readonly answer?: AnswerFacts | undefined;
}

export interface Examination {
  readonly findings: readonly Finding[];
  /** Whether `end_date` of POST /archive/search includes that day. */
  readonly endDate: 'included' | 'excluded' | 'unknown';
  readonly filters: 'taken' | 'refused' | 'unknown';
  /** Whether browsers need ASSET_ROUTE for some files. */
  readonly needsAssetRoute: boolean;
  readonly contracts: number;
}

const MOST_CALLS = 500;

/** Reads one of everything under the credentials, one read after the other, and writes nothing. */
export async function examine(options: AlephOptions, credentials: Credentials): Promise<Examination> {
  const aleph = createAleph({ ...options, maxCalls: MOST_CALLS, archiveEnd: 'included' });
  const findings: Finding[] = [];
  let seen: Seen = {};
  const client = aleph.connect({
    credentials,
    observe: (site) => {
      const startedAt = performance.now();
      return (end) => {
        seen = { ...seen, site, end, ms: roundMs(performance.now() - startedAt) };
      };
    },
    inspect: (...answer) => {
      seen = { ...seen, answer: together(seen.answer, factsOf(...answer)) };
    },
  });
  const attempt: Attempt = async (read, needed, ask) => {
    seen = {};
    const [value, error] = await settled(ask);
    findings.push({ read, needed, ...verdictOf(seen, error), ms: seen.ms, answer: seen.answer });
    return value;
  };
  try {
    return { findings, ...(await readEverything(client, attempt)) };
  } finally {
    await aleph.close();
  }
}

/** `ask` answers undefined where there is nothing to read. */
type Attempt = <T>(read: string, needed: boolean, ask: () => Promise<T> | undefined) => Promise<T | undefined>;

async function settled<T>(ask: () => Promise<T> | undefined): Promise<readonly [T | undefined, unknown]> {
  try {
    return [await ask(), undefined];
  } catch (error) {
    return [undefined, error];
  }
}

/** The last call of a read. */
interface Seen {
  readonly site?: CallSite;
  readonly end?: CallEnd;
  readonly ms?: number;
  readonly answer?: AnswerFacts;
}

function verdictOf({ site, end }: Seen, error: unknown): Pick<Finding, 'verdict' | 'route' | 'outcome' | 'error'> {
  const route = site && `${site.method} ${site.route}`;
  const outcome = end && ('status' in end ? String(end.status) : end.reason);
  if (error === undefined) return { verdict: site === undefined ? 'skipped' : 'ok', route, outcome };
  if (!(error instanceof AlephError)) throw error;
  const { code, reason } = error;
  const isAbsent = reason === 'ROUTE' || outcome === '404' || outcome === '405';
  return {
    verdict: isAbsent ? 'absent' : 'failed',
    route,
    outcome,
    error: reason === undefined ? code : `${code} ${reason}`,
  };
}

async function readEverything(client: AlephClient, attempt: Attempt): Promise<Omit<Examination, 'findings'>> {
  await attempt('authenticate', true, () => (client.credentialKind === 'PAIR' ? client.authenticate() : undefined));
  const contracts = (await attempt('listContracts', true, () => client.listContracts())) ?? [];
  await attempt('listProducts', true, () => firstOf(contracts, ({ id }) => client.listProducts(id)));
  await readTasks(client, attempt, contracts);
  await readOrders(client, attempt, contracts);
  const listed = await attempt('listCollections', true, () =>
    firstOf(contracts, ({ id }) => client.listCollections(id)),
  );
  const [collection] = listed ?? [];
  await attempt(
    'getCollection',
    true,
    () => collection && client.getCollection(collection.contractId, collection.collectionId),
  );
  const ofContract = async ({ id }: Contract) => (await client.searchItems(id, { limit: MOST_TRIED })).items;
  const items = (await attempt('searchItems', true, () => firstOf(contracts, ofContract))) ?? [];
  const endDate = await readArchive(client, attempt, items);
  const [item] = items;
  const taken = await attempt('takesPlainFilter', false, () => item && client.takesPlainFilter(item.contractId));
  const filters = taken === undefined ? 'unknown' : taken ? 'taken' : 'refused';
  const needsAssetRoute = items.some((one) => assetsOf(one).some(({ access }) => access === 'HEADERS'));
  return { endDate, filters, needsAssetRoute, contracts: contracts.length };
}

const MOST_TRIED = 20;

/**
 * The rows of the first candidate that has some; none where no candidate has any. A contract may lack rights or rows
 * that the next one has. Undefined without a candidate.
 */
function firstOf<C, T>(candidates: readonly C[], read: (candidate: C) => Promise<readonly T[]>) {
  return candidates.length === 0 ? undefined : firstRows(candidates.slice(0, MOST_TRIED), read);
}

async function firstRows<C, T>(candidates: readonly C[], read: (candidate: C) => Promise<readonly T[]>) {
  let failure: unknown;
  for (const candidate of candidates) {
    const [rows = [], error] = await settled(() => read(candidate));
    failure = error;
    if (rows.length > 0) return rows;
  }
  if (failure !== undefined) throw failure;
  return [];
}

async function readTasks(client: AlephClient, attempt: Attempt, contracts: readonly Contract[]): Promise<void> {
  const query = { limit: MOST_TRIED, offset: 0, filter: {} };
  const ofContract = async ({ id }: Contract) => itemsOf(await client.listTasks(id, query));
  const tasks = (await attempt('listTasks', true, () => firstOf(contracts, ofContract))) ?? [];
  const [task] = tasks;
  await attempt('getTask', true, () => task && client.getTask(task.contractId, task.taskId));
  const ofTask = ({ contractId, taskId }: Task) => client.listTaskCaptures(contractId, taskId);
  const captures = (await attempt('listTaskCaptures', false, () => firstOf(tasks, ofTask))) ?? [];
  const ofCapture = ({ contractId, captureId }: Capture) => client.listAttachments(contractId, captureId);
  await attempt('listAttachments', false, () => firstOf(captures, ofCapture));
}

async function readOrders(client: AlephClient, attempt: Attempt, contracts: readonly Contract[]): Promise<void> {
  const query = { limit: MOST_TRIED, offset: 0 };
  const ofContract = async ({ id }: Contract) => itemsOf(await client.listOrders(id, query));
  const orders = (await attempt('listOrders', false, () => firstOf(contracts, ofContract))) ?? [];
  const [order] = orders;
  await attempt('getOrder', false, () => order && client.getOrder(order.contractId, order.orderId));
  for (const read of ['listOrderEvents', 'listOrderCaptures', 'listDeliverables'] as const) {
    const ofOrder = ({ contractId, orderId }: Order): Promise<readonly object[]> => client[read](contractId, orderId);
    await attempt(read, false, () => firstOf(orders, ofOrder));
  }
}

function itemsOf<T>({ rows }: { readonly rows: readonly { readonly item: T }[] }): readonly T[] {
  return rows.map(({ item }) => item);
}

const DAY_MS = 86_400_000;

/** Asks for the day of an item as the last day, and where that finds it not, for the next day as the last one. */
async function readArchive(
  client: AlephClient,
  attempt: Attempt,
  items: readonly StacItem[],
): Promise<Examination['endDate']> {
  const item = items.find(({ bbox, datetime }) => bbox !== undefined && datetime !== undefined);
  const { bbox, datetime = '' } = item ?? {};
  if (item === undefined || bbox === undefined) return 'unknown';
  const start = datetime.slice(0, 10);
  const isFound = async (end: string) => {
    const list = await client.listArchive(item.contractId, { bbox, start, end });
    return list.items.some(({ itemId }) => itemId === item.itemId);
  };
  const isIncluded = await attempt('listArchive', false, () => isFound(start));
  if (isIncluded === undefined) return 'unknown';
  if (isIncluded) return 'included';
  const [isFoundLater] = await settled(() => isFound(new Date(Date.parse(start) + DAY_MS).toJSON().slice(0, 10)));
  return isFoundLater === true ? 'excluded' : 'unknown';
}
