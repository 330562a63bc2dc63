import type { Config } from '../../config/config.ts';
import type { Examination, Finding } from './examination.ts';

export interface Report extends Examination {
  /** Whether everything works that the server needs. */
  readonly isHealthy: boolean;
  /** Settings that fit better than those in force. */
  readonly settings: Readonly<Record<string, number | boolean | string>>;
}

type InForce = Pick<
  Config,
  'archiveEnd' | 'assetRoute' | 'upstreamTimeoutMs' | 'tokenTimeoutMs' | 'operationTimeoutMs' | 'maxUpstreamCalls'
>;

export function reportOf(examination: Examination, config: InForce): Report {
  const isHealthy = examination.findings.every(
    ({ needed, verdict }) => !needed || verdict === 'ok' || verdict === 'skipped',
  );
  return { isHealthy, settings: settingsFor(examination, config), ...examination };
}

/** A limit of time is four times what one read took. An operation may wait for two reads. */
const RESERVE = 4;
/** Reads of a contract in one operation, as in examples/operations/01-everything.graphql. */
const CALLS_PER_CONTRACT = 6;
const MOST = { ms: 120_000, calls: 1_000 };

function settingsFor(
  { findings, contracts, needsAssetRoute, endDate }: Examination,
  config: InForce,
): Report['settings'] {
  const slowest = (isSignIn: boolean) =>
    Math.max(
      0,
      ...findings
        .filter(({ read, verdict }) => verdict === 'ok' && (read === 'authenticate') === isSignIn)
        .map(({ ms = 0 }) => ms),
    );
  const enough = (ms: number) => Math.min(MOST.ms, Math.ceil((ms * RESERVE) / 1_000) * 1_000);
  const [signIn, read] = [enough(slowest(true)), enough(slowest(false))];
  const wanted: readonly (readonly [string, number, number])[] = [
    ['TOKEN_TIMEOUT_MS', signIn, config.tokenTimeoutMs],
    ['UPSTREAM_TIMEOUT_MS', read, config.upstreamTimeoutMs],
    ['OPERATION_TIMEOUT_MS', Math.min(MOST.ms, 2 * read + signIn), config.operationTimeoutMs],
    ['MAX_UPSTREAM_CALLS', Math.min(MOST.calls, contracts * CALLS_PER_CONTRACT), config.maxUpstreamCalls],
  ];
  const longer = wanted.filter(([, value, now]) => value > now).map(([name, value]) => [name, value] as const);
  return {
    ...Object.fromEntries(longer),
    ...(endDate !== 'unknown' && endDate !== config.archiveEnd && { ARCHIVE_END: endDate }),
    ...(needsAssetRoute && !config.assetRoute && { ASSET_ROUTE: true }),
  };
}

/** The report for a terminal. */
export function textOf(report: Report): string {
  const { findings, endDate, filters, settings, isHealthy } = report;
  const advice = Object.entries(settings).map(([name, value]) => `  ${name}=${value}`);
  return [
    ...findings.flatMap(linesOf),
    '',
    `end_date of POST /archive/search: ${endDate}`,
    `CQL2 filters: ${filters}`,
    ...(advice.length === 0 ? ['Settings: those in force fit.'] : ['Settings:', ...advice]),
    isHealthy ? 'The server has everything that it needs.' : 'The server lacks something that it needs.',
    '',
  ].join('\n');
}

function linesOf({ read, verdict, route, outcome, ms, needed, error, answer }: Finding): readonly string[] {
  const where =
    route === undefined ? `${read}: nothing to read` : `${route}${read === 'takesPlainFilter' ? ' (CQL2)' : ''}`;
  const time = ms === undefined ? '' : `${ms} ms`;
  const notes = [error, error !== undefined && !needed ? 'not needed' : undefined, ...(answer ? notesOf(answer) : [])];
  const head = [verdict.padEnd(7), where.padEnd(44), (outcome ?? '').padEnd(4), time.padStart(10)].join(' ');
  const { skipped = { rows: 0, members: [] }, unknownMembers = [] } = answer ?? {};
  return [
    [head, ...notes.filter((note) => note !== undefined)].join('  ').trimEnd(),
    ...(skipped.rows > 0 ? [`        rows that did not fit: ${skipped.rows}`] : []),
    ...(skipped.members.length > 0 ? [`        members lost: ${skipped.members.join(', ')}`] : []),
    ...(unknownMembers.length > 0 ? [`        unknown members: ${unknownMembers.join(', ')}`] : []),
  ];
}

function notesOf({ rows, pagesBy = [], isBroken, countedBy }: NonNullable<Finding['answer']>): readonly string[] {
  if (rows === undefined) return [];
  const pages = pagesBy.length === 0 ? 'no next page' : `next page by ${pagesBy.join(' and ')}`;
  return [`rows: ${rows}`, isBroken ? 'next page cannot be followed' : pages, `count: ${countedBy ?? 'none'}`];
}
