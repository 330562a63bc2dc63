/**
 * What no published page of Aleph settles, as switches: the sandbox has to do one or the other, and a client
 * has to live with both. Each default is the likelier guess.
 */
export interface Guesses {
  /** STAC search with `query`: 403 `{"message":"Forbidden"}`, or the member is ignored. */
  readonly rejectQuery: boolean;
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
  /** Answer to a missing, unknown or foreign contract: 401 that names the contract, or 403. */
  readonly contractRefusal: 401 | 403;
  /** Whether `next` of a tasking list is a full address or starts with a slash. */
  readonly taskingNext: 'absolute' | 'relative';
  /** How `task_name` and `project_name` compare; `contains` ignores case. */
  readonly taskNames: 'exact' | 'contains';
}

export const DEFAULT_GUESSES: Guesses = {
  rejectQuery: true,
  archiveSearch: 'served',
  archiveSearchTakes: 'nothing',
  archiveEndDate: 'included',
  counts: 'numberMatched',
  collectionsEnvelope: 'stac',
  contractsEnvelope: 'array',
  nextLink: 'body-token',
  tokenForm: 'long',
  contractRefusal: 401,
  taskingNext: 'absolute',
  taskNames: 'exact',
};
