// Members picked by hand as a careful engineer would: what the server answers for the same query, and no more.

// biome-ignore lint/suspicious/noExplicitAny: a hand-written handler trusts what it reads
type Wire = any;

export function contractOf(row: Wire) {
  return { id: row.contract_id, name: row.name };
}

export function productOf(row: Wire) {
  const targetType = row.is_area === undefined ? null : row.is_area ? 'POLYGON' : 'POINT';
  return { productId: row.pk, name: row.name, targetType };
}

const STATUSES: Readonly<Record<string, string>> = {
  received: 'RECEIVED',
  completed: 'COMPLETED',
  failed: 'FAILED',
  rejected: 'REJECTED',
  canceled: 'CANCELED',
  cancelled: 'CANCELED',
};

export function tasksOf(page: Wire) {
  return { totalCount: page.count ?? null, nodes: page.results.map(taskOf) };
}

export function taskOf(row: Wire) {
  return {
    taskId: row.task_id,
    name: row.task_name,
    projectName: row.project_name ?? null,
    productId: row.product,
    status: STATUSES[row.status] ?? 'OTHER',
    statusText: row.status,
    start: instantOf(row.start),
    end: instantOf(row.end),
    createdAt: instantOf(row.created_time),
    priority: row.priority ?? null,
    client: row.client ?? null,
    target: row.target ?? null,
  };
}

export function collectionOf(row: Wire) {
  const { id, title = null, description = null, license = null, keywords = [] } = row;
  return { collectionId: id, title, description, license, keywords };
}

/** A page of items with the members that the composed query asks for. */
export function sightsOf(page: Wire) {
  return { totalCount: page.numberMatched ?? null, nodes: page.features.map(sightOf) };
}

function sightOf(item: Wire) {
  const { properties } = item;
  return {
    itemId: item.id,
    collectionId: item.collection,
    datetime: instantOf(properties.datetime),
    platform: properties.platform ?? null,
    gsd: within(properties.gsd, Number.MIN_VALUE, 1_000),
    cloudCover: within(properties['eo:cloud_cover'], 0, 100),
    offNadir: within(properties['view:off_nadir'], 0, 90),
    outcomeId: properties['satl:outcome_id'] ?? null,
    ...footprintOf(item),
  };
}

/** A page of items with their files. */
export function itemsOf(page: Wire) {
  return { totalCount: page.numberMatched ?? null, nodes: page.features.map(itemOf) };
}

function itemOf(item: Wire) {
  const { properties } = item;
  return {
    itemId: item.id,
    collectionId: item.collection,
    datetime: instantOf(properties.datetime),
    gsd: within(properties.gsd, Number.MIN_VALUE, 1_000),
    cloudCover: within(properties['eo:cloud_cover'], 0, 100),
    ...footprintOf(item),
    assets: assetsOf(item.assets),
  };
}

export function assetsOf(assets: Wire) {
  const list = [];
  for (const key in assets) {
    const { href, type, title, roles } = assets[key];
    list.push({
      key,
      href: isWeb(href) ? href : null,
      type: type?.replace(/[;\s]+$/, '') ?? null,
      title: title ?? null,
      roles: roles ?? [],
    });
  }
  return list;
}

function isWeb(href: unknown): boolean {
  return typeof href === 'string' && (href.startsWith('https://') || href.startsWith('http://127.0.0.1'));
}

/** About 100,000 km²: what is larger is no picture, and its place is not to be believed. */
const MOST_SQUARE_DEGREES = 8.2;

export function footprintOf({ bbox, geometry }: Wire) {
  if (bbox === undefined) return { bbox: null, geometry: geometry ?? null };
  const [west, south, east, north] = bbox;
  const middle = Math.cos(((south + north) / 360) * Math.PI);
  const isBelieved = (east - west) * (north - south) * middle <= MOST_SQUARE_DEGREES;
  return isBelieved ? { bbox, geometry } : { bbox: null, geometry: null };
}

/** -999 and the like mean that there is no value. */
export function within(value: unknown, low: number, high: number): number | null {
  return typeof value === 'number' && value >= low && value <= high ? value : null;
}

export function instantOf(text: unknown): string | null {
  return typeof text === 'string' ? new Date(text).toJSON() : null;
}
