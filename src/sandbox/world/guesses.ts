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
  /** How items that are equal by all else follow one another: by id backwards, as in pgstac, or forwards. */
  readonly ties: 'id-descending' | 'id-ascending';
  /** Longitudes beyond ±180 in `bbox` and `intersects`: 400, or taken as they are, which finds nothing out there. */
  readonly wideLongitudes: 'rejected' | 'taken';
  /** A `bbox` whose west is above its east: across the 180th meridian, or the box between the two. */
  readonly westAboveEast: 'across' | 'between';
  /** Whether POST /archive/search exists; `missing` answers like any unknown route. */
  readonly archiveSearch: 'served' | 'missing';
  /** Whether POST /archive/search honours `limit` and `collections`. */
  readonly archiveSearchTakes: 'nothing' | 'limit-and-collections';
  /** Whether `end_date` of POST /archive/search includes that day. */
  readonly archiveEndDate: 'included' | 'excluded';
  /** Where a STAC result says how many items match; with `none` no other list says how many rows it has either. */
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
  /** Where every list says how it goes on, STAC searches included; `usual` is the way each list is known for. */
  readonly listPaging: 'usual' | PagingWay;
  /**
   * How a list calls the place where a page starts; it passes over the other names. `usual` is `offset`, but `token`
   * where the place stands without a name, and always at a STAC search. With `bookmark` and `same-page` every page
   * is the first one and leads to `bookmark=x` or `page=2`, for ever.
   */
  readonly listPosition: 'usual' | 'offset' | 'page' | 'cursor' | 'token' | 'bookmark' | 'same-page';
  /** How an offset, page or cursor stands in JSON. */
  readonly listPositionAs: 'number' | 'text';
  /** Whether addresses of other pages are the sandbox's own, or have the scheme, host and prefix of a gateway inside. */
  readonly nextAddress: 'own' | 'behind-gateway';
  /** Whether POST /archive/search answers ten items at a time, with or without a way to the others. */
  readonly archiveSearchPages: 'none' | 'linked' | 'unlinked';
  /**
   * Whether the rows of lists and searches fit their kind. With `some-do-not-fit` every third does not, from the
   * second on. `odd-but-readable` has whole numbers as text, ids as numbers and `product` as `{"pk": 169}`.
   */
  readonly rows: 'fit' | 'some-do-not-fit' | 'none-fit' | 'odd-but-readable' | 'id-for-pk';
  /** A `limit` beyond the most rows of a page: cut down without a word, or 400. */
  readonly limits: 'clamped' | 'refused';
  /** How `task_name` and `project_name` compare; `contains` ignores case. */
  readonly taskNames: 'exact' | 'contains';
  /** The status of an answer to a POST that places something, or starts an analysis. */
  readonly created: 201 | 200;
  /** What a placed order comes in: nothing, or a list of one. */
  readonly createdOrder: 'bare' | 'features' | 'results';
  /** Whether a 400 has the names of what is wrong at the depth of the body, as in `properties`, or all at the top. */
  readonly fieldMaps: 'nested' | 'flat';
  /** Whether names lose the spaces at their ends. */
  readonly names: 'trimmed' | 'kept';
  /** A window that is over: taken, or 400. */
  readonly pastWindows: 'taken' | 'refused';
  /** The answer to a cancellation: 204, 200 without a body, or the task or order as it now stands. */
  readonly cancelAnswer: 'no-content' | 'empty' | 'row';
  /** The cancellation of a task or order that has ended in another way: 400, or taken without an effect. */
  readonly lateCancel: 'refused' | 'ignored';
  /** Whether `Key,Secret` in place of a token, as older clients send it, still opens tasking. */
  readonly keys: 'taken' | 'refused';
  /** Whether DELETE /v2/orders/{id} cancels; `missing` answers like any unknown route. */
  readonly orderDelete: 'served' | 'missing';
}

/**
 * - `next-absolute`, `next-relative`: `next` and `previous` are addresses
 * - `links`, `links-upper`: `links` have the relation `next` or `NEXT` and an address
 * - `links-post`, `links-merge`: a link is to be posted, with a whole body or with the position and `merge: true`
 * - `context`: `context.next` is the position
 * - `next-object`: `next` is the position in an object: `{"offset": 25}`
 * - `next-token`: `next` is the position
 * - `none`: there is no word of it
 */
export type PagingWay =
  | 'next-absolute'
  | 'next-relative'
  | 'links'
  | 'links-upper'
  | 'links-post'
  | 'links-merge'
  | 'context'
  | 'next-object'
  | 'next-token'
  | 'none';

export const DEFAULT_GUESSES: Guesses = {
  rejectQuery: true,
  cql2: 'served',
  conformance: 'full',
  unlistedProperties: 'looked-up',
  sortNulls: 'as-largest',
  ties: 'id-descending',
  wideLongitudes: 'rejected',
  westAboveEast: 'across',
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
  listPaging: 'usual',
  listPosition: 'usual',
  listPositionAs: 'number',
  nextAddress: 'own',
  archiveSearchPages: 'none',
  rows: 'fit',
  limits: 'clamped',
  taskNames: 'exact',
  created: 201,
  createdOrder: 'bare',
  fieldMaps: 'nested',
  names: 'trimmed',
  pastWindows: 'taken',
  cancelAnswer: 'no-content',
  lateCancel: 'refused',
  keys: 'taken',
  orderDelete: 'served',
};
