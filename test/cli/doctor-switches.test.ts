import { afterEach, expect, test } from 'vitest';
import type { Report } from '../../src/cli/doctor/report.ts';
import type { Guesses } from '../../src/sandbox/server.ts';
import { DEFAULT_GUESSES } from '../../src/sandbox/world/guesses.ts';
import { closeAll, findingOf, reportAt, sandboxOf, verdictsOf } from './doctor-support.ts';

afterEach(closeAll);

const SWITCHES: readonly [Partial<Guesses>, (report: Report) => unknown, unknown][] = [
  [{ archiveEndDate: 'excluded' }, ({ endDate }) => endDate, 'excluded'],
  [{ cql2: 'rejected-400' }, ({ filters }) => filters, 'refused'],
  [{ cql2: 'rejected-403' }, ({ filters }) => filters, 'refused'],
  [{ archiveSearch: 'missing' }, (report) => verdictsOf(report).get('listArchive'), 'absent'],
  [{ archiveSearch: 'missing' }, ({ endDate }) => endDate, 'unknown'],
  [{ counts: 'context' }, (report) => findingOf(report, 'searchItems')?.answer?.countedBy, 'context.matched'],
  [{ counts: 'none' }, (report) => findingOf(report, 'searchItems')?.answer?.countedBy, undefined],
  [{ previews: 'headers' }, ({ settings }) => settings, { ARCHIVE_END: 'included', ASSET_ROUTE: true }],
  [{ nextLink: 'merge' }, (report) => findingOf(report, 'searchItems')?.answer?.pagesBy, ['token']],
  [{ nextLink: 'href-token' }, (report) => findingOf(report, 'searchItems')?.answer?.pagesBy, ['token']],
  [{ taskingNext: 'relative' }, (report) => findingOf(report, 'listTasks')?.answer?.pagesBy, ['offset']],
  [{ listPosition: 'bookmark' }, (report) => findingOf(report, 'listTasks')?.answer?.isBroken, true],
  [{ listPosition: 'bookmark' }, ({ isHealthy }) => isHealthy, false],
  [
    { listPosition: 'same-page' },
    (report) => findingOf(report, 'listProducts')?.error,
    'UPSTREAM_INVALID_RESPONSE FOREIGN_LINK',
  ],
  [{ rows: 'some-do-not-fit' }, (report) => findingOf(report, 'listTasks')?.answer?.skipped.rows, 7],
  [{ rows: 'none-fit' }, (report) => findingOf(report, 'listContracts')?.answer?.skipped.rows, 3],
  [{ rows: 'none-fit' }, ({ isHealthy }) => isHealthy, false],
  [{ rows: 'id-for-pk' }, (report) => findingOf(report, 'listProducts')?.answer?.skipped.members, ['pk']],
  [{ listPaging: 'none' }, (report) => findingOf(report, 'listTasks')?.answer?.pagesBy, ['offset']],
  [{ listPaging: 'next-token' }, (report) => findingOf(report, 'listTasks')?.answer?.pagesBy, ['token']],
  [{ listPosition: 'page' }, (report) => findingOf(report, 'listTasks')?.answer?.pagesBy, ['page']],
  [{ listPosition: 'cursor' }, (report) => findingOf(report, 'searchItems')?.answer?.pagesBy, ['cursor']],
  [{ archiveSearchPages: 'linked' }, (report) => findingOf(report, 'listArchive')?.answer?.pagesBy, ['token']],
  ...[
    { ties: 'id-ascending' },
    { westAboveEast: 'between' },
    { stac: '1.1' },
    { listPaging: 'next-absolute' },
    { listPaging: 'next-relative' },
    { listPaging: 'links' },
    { listPaging: 'links-upper' },
    { listPaging: 'links-post' },
    { listPaging: 'links-merge' },
    { listPaging: 'context' },
    { listPaging: 'next-object' },
    { listPosition: 'offset' },
    { listPosition: 'token' },
    { listPositionAs: 'text' },
    { nextAddress: 'behind-gateway' },
    { archiveSearchPages: 'unlinked' },
    { rows: 'odd-but-readable' },
    { limits: 'refused' },
    { feasibility: 'results' },
    { rejectQuery: false },
    { conformance: 'core' },
    { unlistedProperties: 'rejected' },
    { sortNulls: 'last' },
    { wideLongitudes: 'taken' },
    { archiveSearchTakes: 'limit-and-collections' },
    { collectionsEnvelope: 'results' },
    { collectionsEnvelope: 'array' },
    { contractsEnvelope: 'results' },
    { tokenForm: 'short' },
    { previousRel: 'prev' },
    { contractRefusal: 403 },
    { itemIds: 'odd' },
    { assets: 'redirect' },
    { sceneIdKey: 'id' },
    { feasibility: 'array' },
    { ordersOrder: 'newest-first' },
    { orderPartsEnvelope: 'features' },
    { orderPartsEnvelope: 'array' },
    { orderPartNames: 'short' },
    { taskNames: 'contains' },
    { created: 200 },
    { createdOrder: 'features' },
    { fieldMaps: 'flat' },
    { names: 'kept' },
    { pastWindows: 'refused' },
    { cancelAnswer: 'row' },
    { lateCancel: 'ignored' },
    { keys: 'refused' },
    { orderDelete: 'missing' },
  ].map((guess): (typeof SWITCHES)[number] => [
    guess as Partial<Guesses>,
    (report) => [...verdictsOf(report).values()].filter((verdict) => verdict === 'failed' || verdict === 'absent'),
    [],
  ]),
];

test.each(SWITCHES)('with %j finds what this changes', async (guesses, look, expected) => {
  const report = await reportAt((await sandboxOf(guesses)).url);
  expect(look(report)).toEqual(expected);
});

test('every switch of the sandbox is among them', () => {
  const switched = new Set(SWITCHES.flatMap(([guesses]) => Object.keys(guesses)));
  expect(Object.keys(DEFAULT_GUESSES).filter((name) => !switched.has(name))).toEqual([]);
});
