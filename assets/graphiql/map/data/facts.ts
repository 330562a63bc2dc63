/** An object of the answer with its members by field name, aliases resolved. */
export type Members = ReadonlyMap<string, unknown>;

export type Kind = 'item' | 'task' | 'order' | 'pass' | 'area';

export interface Picture {
  readonly url: string;
  readonly expiresAt: string | undefined;
}

/** Everything that list, card and colours need to know of a shape; undefined where the answer does not say. */
export interface Facts {
  readonly kind: Kind;
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly time: string | undefined;
  readonly cloudCover: number | undefined;
  readonly coverage: number | undefined;
  readonly status: string | undefined;
  readonly platform: string | undefined;
  readonly gsd: number | undefined;
  readonly picture: Picture | undefined;
}

/** Members of an object; those of `properties`, as features have them, stand in for those that it lacks. */
export function membersOf(value: object, fieldOf: (key: string) => string): Members {
  const own = new Map(Object.entries(value).map(([key, one]) => [fieldOf(key), one]));
  const properties = own.get('properties');
  if (!isObject(properties)) return own;
  return new Map([...Object.entries(properties).map(([key, one]) => [fieldOf(key), one] as const), ...own]);
}

/** `edge` holds the members around a node: coverage stands there. */
export function factsOf(members: Members, edge: Members | undefined, fieldOf: (key: string) => string): Facts {
  const text: Text = (...names) => first(members, names, asText);
  const percent = (...names: readonly string[]) => first(members, names, asPercent);
  const kind = kindOf(members);
  return {
    kind,
    id: text('itemId', 'orderId', 'taskId') ?? idOf(kind, text),
    name: text('name', 'title'),
    time: timeOf(text),
    cloudCover: percent('cloudCover', 'cloudCoverMean', 'eo:cloud_cover'),
    coverage: percent('coverage') ?? (edge && first(edge, ['coverage'], asPercent)),
    status: text('statusText', 'status'),
    platform: text('platform'),
    gsd: first(members, ['gsd'], asNumber),
    picture: pictureOf(members, fieldOf),
  };
}

/** One set of facts out of two about the same thing: the first that says something counts. */
export function mergedFacts(one: Facts, other: Facts): Facts {
  const said = (facts: Facts) => Object.entries(facts).filter(([, value]) => value !== undefined);
  const kind = one.kind === 'area' ? other.kind : one.kind;
  return { ...other, ...Object.fromEntries(said(one)), kind } as Facts;
}

/**
 * Names for a thing under which it may come up again: its own id, and the key in a global id of this server, which is
 * JSON in base64url. The contract in a global id is left out: one item may be seen through several.
 */
export function identitiesOf(members: Members): readonly string[] {
  const [itemId, orderId, taskId, id] = ['itemId', 'orderId', 'taskId', 'id'].map((name) => asText(members.get(name)));
  return [
    ...(itemId === undefined ? [] : [`StacItem ${itemId}`]),
    ...(orderId === undefined ? [] : [`Order ${orderId}`]),
    ...(taskId === undefined || orderId !== undefined ? [] : [`Task ${taskId}`]),
    ...(id === undefined ? [] : [nodeName(id) ?? `id ${id}`]),
  ];
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(members: Members): Kind {
  const has = (...names: readonly string[]) => names.some((name) => members.has(name));
  const [type] = (nodeName(asText(members.get('id')) ?? '') ?? '').split(' ');
  if (type === 'StacItem' || has('itemId')) return 'item';
  if (type === 'Order' || has('orderId', 'sku')) return 'order';
  if (type === 'Task' || has('taskId', 'target', 'statusText')) return 'task';
  if (has('cloudCoverMean') || (has('outcomeId') && has('items'))) return 'pass';
  return has('cloudCover', 'eo:cloud_cover', 'datetime') ? 'item' : 'area';
}

type Text = (...names: readonly string[]) => string | undefined;

/** The id of a pass or a collection; of anything else the key in its global id. */
function idOf(kind: Kind, text: Text): string | undefined {
  const id = text('id');
  const key = id && nodeName(id)?.split(' ').slice(1).join(' ');
  return (
    key ??
    (kind === 'pass' ? text('outcomeId') : undefined) ??
    (kind === 'area' ? text('collectionId') : undefined) ??
    id
  );
}

/** Type and key in a global id. */
function nodeName(id: string): string | undefined {
  if (!/^[\w-]{8,2048}$/.test(id)) return undefined;
  try {
    const bytes = Uint8Array.from(atob(id.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0));
    const parts: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return Array.isArray(parts) && parts.length > 2 ? `${parts[0]} ${parts.at(-1)}` : undefined;
  } catch {
    return undefined;
  }
}

/** An instant, or the window of a task. */
function timeOf(text: Text): string | undefined {
  const instant = text('datetime', 'startDatetime');
  if (instant !== undefined) return minute(instant);
  const [start, end] = [text('start'), text('end')];
  if (start !== undefined && end !== undefined) return `${day(start)} to ${day(end)}`;
  const other = start ?? end ?? text('createdAt');
  return other && minute(other);
}

function minute(instant: string): string {
  const [, date, time] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)/.exec(instant) ?? [];
  return date === undefined ? instant.slice(0, 40) : `${date} ${time} UTC`;
}

function day(instant: string): string {
  return instant.slice(0, 10);
}

/** Its preview, else its thumbnail, else the first picture among its assets. */
function pictureOf(members: Members, fieldOf: (key: string) => string): Picture | undefined {
  const assets = members.get('assets');
  const listed = Array.isArray(assets) ? assets : [];
  const candidates = [members.get('preview'), members.get('thumbnail'), ...listed].filter(isObject);
  return candidates.map((asset) => addressOf(membersOf(asset, fieldOf), listed.includes(asset))).find(Boolean);
}

function addressOf(asset: Members, isListed: boolean): Picture | undefined {
  const isPicture = /^image\/(png|jpe?g|webp)\b/.test(asText(asset.get('type')) ?? '');
  if (isListed && !isPicture && !/^(preview|thumbnail)$/.test(asText(asset.get('key')) ?? '')) return undefined;
  const access = asText(asset.get('access')) ?? 'OPEN';
  const href = access === 'OPEN' || access === 'SIGNED' ? asText(asset.get('href')) : undefined;
  const url = href ?? asText(asset.get('loadUrl'));
  return url !== undefined && /^https?:/.test(url) && URL.canParse(url)
    ? { url, expiresAt: asText(asset.get('expiresAt')) }
    : undefined;
}

function first<T>(members: Members, names: readonly string[], read: (value: unknown) => T | undefined): T | undefined {
  for (const name of names) {
    const value = read(members.get(name));
    if (value !== undefined) return value;
  }
  return undefined;
}

function asText(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function asNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function asPercent(value: unknown): number | undefined {
  const number = asNumber(value);
  return number !== undefined && number >= 0 && number <= 100 ? number : undefined;
}
