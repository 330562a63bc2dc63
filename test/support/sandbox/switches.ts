import type { Guesses } from '../../../src/sandbox/server.ts';
import { DEFAULT_GUESSES } from '../../../src/sandbox/world/guesses.ts';

const PAGING = [
  'next-absolute',
  'next-relative',
  'links',
  'links-upper',
  'links-post',
  'links-merge',
  'context',
  'next-object',
  'next-token',
  'none',
] as const;

/** Every value of every switch but its default. */
const OTHERS = {
  rejectQuery: [false],
  cql2: ['rejected-400', 'rejected-403'],
  conformance: ['core'],
  unlistedProperties: ['rejected'],
  sortNulls: ['last'],
  ties: ['id-ascending'],
  wideLongitudes: ['taken'],
  westAboveEast: ['between'],
  archiveSearch: ['missing'],
  archiveSearchTakes: ['limit-and-collections'],
  archiveEndDate: ['excluded'],
  counts: ['context', 'none'],
  collectionsEnvelope: ['results', 'array'],
  contractsEnvelope: ['results'],
  nextLink: ['merge', 'href-token'],
  tokenForm: ['short'],
  previousRel: ['prev'],
  contractRefusal: [403],
  itemIds: ['odd'],
  stac: ['1.1'],
  previews: ['headers'],
  assets: ['redirect'],
  sceneIdKey: ['id'],
  feasibility: ['results', 'array'],
  ordersOrder: ['newest-first'],
  orderPartsEnvelope: ['features', 'array'],
  orderPartNames: ['short'],
  taskingNext: ['relative'],
  listPaging: PAGING,
  listPosition: ['offset', 'page', 'cursor', 'token', 'bookmark', 'same-page'],
  listPositionAs: ['text'],
  nextAddress: ['behind-gateway'],
  archiveSearchPages: ['linked', 'unlinked'],
  rows: ['some-do-not-fit', 'none-fit', 'odd-but-readable', 'id-for-pk'],
  limits: ['refused'],
  taskNames: ['contains'],
  created: [200],
  createdOrder: ['features', 'results'],
  fieldMaps: ['flat'],
  names: ['kept'],
  pastWindows: ['refused'],
  cancelAnswer: ['empty', 'row'],
  lateCancel: ['ignored'],
  keys: ['refused'],
  orderDelete: ['missing'],
} satisfies { readonly [K in keyof Guesses]: readonly Guesses[K][] };

/** One switch turned at a time. */
export const SWITCHES: readonly Partial<Guesses>[] = Object.entries(OTHERS).flatMap(([name, values]) =>
  values.map((value) => ({ [name]: value })),
);

/** Names of switches that have no other value here. */
export const UNTRIED = Object.keys(DEFAULT_GUESSES).filter((name) => !(name in OTHERS));
