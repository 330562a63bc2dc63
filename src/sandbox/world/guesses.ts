/**
 * What no published page of Aleph settles, as switches: the sandbox has to do one or the other, and a client
 * has to live with both. Each default is the likelier guess.
 */
export interface Guesses {
  /** STAC search with `query`: 403 `{"message":"Forbidden"}`, or the member is ignored. */
  readonly rejectQuery: boolean;
  /** STAC search with `filter` in CQL2: honoured, or refused as not supported, or as forbidden. */
  readonly cql2: 'served' | 'rejected-400' | 'rejected-403';
  /** Whether the landing page owns up to sort, fields, filter and queryables; `core` hides them, though they work. */
  readonly conformance: 'full' | 'core';
  /** What becomes of a property in `filter` or `sortby` that is no queryable: looked up in the items, or 400. */
  readonly unlistedProperties: 'looked-up' | 'rejected';
  /** Where items without the value sort: like the largest of all, as PostgreSQL has it, or always last. */
  readonly sortNulls: 'as-largest' | 'last';
  /** Longitudes beyond ±180 in `bbox` and `intersects`: 400, or taken as they are, which finds nothing out there. */
  readonly wideLongitudes: 'rejected' | 'taken';
  /** Whether POST /archive/search exists; `missing` answers like any unknown route. */
  readonly archiveSearch: 'served' | 'missing';
  /** Whether POST /archive/search honours `limit` and `collections`. */
  readonly archiveSearchTakes: 'nothing' | 'limit-and-collections';
  /** Whether `end_date` of POST /archive/search includes that day. */
  readonly archiveEndDate: 'included' | 'excluded';
  /** Where a STAC result says how many items match. */
  readonly counts: 'numberMatched' | 'context' | 'none';
  readonly collectionsEnvelope: 'stac' | 'results' | 'array';
  readonly contractsEnvelope: 'array' | 'results';
  /**
   * The next link of a POST search: the whole body with a token; only the token with `merge: true`; or an
   * address to GET.
   */
  readonly nextLink: 'body-token' | 'merge' | 'href-token';
  /** `next:<collection>:<id>`, or `next:<id>` as older databases wrote it. */
  readonly tokenForm: 'long' | 'short';
  /** The relation of the link back: STAC calls it `prev`, its most common server `previous`. */
  readonly previousRel: 'previous' | 'prev';
  /** Answer to a missing, unknown or foreign contract: 401 that names the contract, or 403. */
  readonly contractRefusal: 401 | 403;
  /** Whether ids keep to letters, digits, `_` and `-`, as all known ones do, or one in fifty has other characters. */
  readonly itemIds: 'plain' | 'odd';
  /** The version of STAC that items are written in. In 1.1 they have `bands` and `proj:code`, and captures an interval. */
  readonly stac: '1.0' | '1.1';
  /** How the pictures of an item are opened: a signed address for anyone, or both headers. */
  readonly previews: 'signed' | 'headers';
  /** Whether /assets hands files out itself or sends to their signed address with 302. */
  readonly assets: 'served' | 'redirect';
  /** Where a delivered scene has its id. */
  readonly sceneIdKey: 'scene_id' | 'id';
  /** The answer of POST /tasking/analysis/can-add-order: an object with opportunities, a list page, or a bare array. */
  readonly feasibility: 'opportunities' | 'results' | 'array';
  readonly ordersOrder: 'oldest-first' | 'newest-first';
  /** How an order's events, captures and deliverables come; a single deliverable is a Feature with `features`. */
  readonly orderPartsEnvelope: 'results' | 'features' | 'array';
  /** `event_id`, `capture_id` and `status`, or `id`, `id` and `state`. */
  readonly orderPartNames: 'long' | 'short';
  /** Whether `next` of a tasking list is a full address or starts with a slash. */
  readonly taskingNext: 'absolute' | 'relative';
  /** How `task_name` and `project_name` compare; `contains` ignores case. */
  readonly taskNames: 'exact' | 'contains';
}

export const DEFAULT_GUESSES: Guesses = {
  rejectQuery: true,
  cql2: 'served',
  conformance: 'full',
  unlistedProperties: 'looked-up',
  sortNulls: 'as-largest',
  wideLongitudes: 'rejected',
  archiveSearch: 'served',
  archiveSearchTakes: 'nothing',
  archiveEndDate: 'included',
  counts: 'numberMatched',
  collectionsEnvelope: 'stac',
  contractsEnvelope: 'array',
  nextLink: 'body-token',
  tokenForm: 'long',
  previousRel: 'previous',
  contractRefusal: 401,
  itemIds: 'plain',
  stac: '1.0',
  previews: 'signed',
  assets: 'served',
  sceneIdKey: 'scene_id',
  feasibility: 'opportunities',
  ordersOrder: 'oldest-first',
  orderPartsEnvelope: 'results',
  orderPartNames: 'long',
  taskingNext: 'absolute',
  taskNames: 'exact',
};
