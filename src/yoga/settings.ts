import { DEFAULT_LIMITS } from '../admission/limits.ts';
import { type Config, ConfigError, loadConfig } from '../config/config.ts';
import { GRAPHQL_PATH } from '../exchange/paths.ts';
import type { FacadeMutations, FacadeOptions, FacadeUpstream } from './options.ts';

/** Checked options, with the settings of the server under their names there. */
export interface Settings extends Config, Pick<FacadeOptions, 'credentials' | 'addressOf'> {
  readonly path: string;
  readonly allowRequestCredentials: boolean;
}

const NAMES: Readonly<Record<keyof FacadeOptions, true>> = {
  upstream: true,
  path: true,
  credentials: true,
  allowRequestCredentials: true,
  plugins: true,
  limits: true,
  cors: true,
  graphiql: true,
  introspection: true,
  mutations: true,
  trustedDocuments: true,
  log: true,
  addressOf: true,
  operationTimeoutMs: true,
  upstreamTimeoutMs: true,
  tokenTimeoutMs: true,
  maxUpstreamCalls: true,
  archiveEnd: true,
};

const NAMES_OF_MUTATIONS: Readonly<Record<keyof FacadeMutations, true>> = {
  contracts: true,
  maxPlacementsPerHour: true,
  redisUrl: true,
  settleMs: true,
  lookupDelayMs: true,
};

const PATH = /^\/(?:[\w.~-]+(?:\/[\w.~-]+)*)?$/;

/**
 * Checks options by the rules for the variables of the server, so there is one set of rules. Throws ConfigError with
 * every mistake, under the names of the options.
 */
export function settingsOf(options: FacadeOptions): Settings {
  const {
    path = GRAPHQL_PATH,
    credentials,
    addressOf,
    allowRequestCredentials = false,
    introspection = true,
  } = options;
  const rows = rowsOf(options);
  const mistakes = [...mistakesIn(options), ...rows.flatMap(([name, , value]) => emptyMistake(name, value))];
  const config = mistakes.length === 0 ? configFrom(rows, mistakes) : undefined;
  if (config === undefined) throw new ConfigError(mistakes);
  const trustedDocuments = trustedDocumentsOf(options);
  return { ...config, introspection, trustedDocuments, path, credentials, addressOf, allowRequestCredentials };
}

/** The name of an option, the variable with the same rule, and the value. */
type Row = readonly [name: string, variable: string, value: unknown];

function rowsOf(options: FacadeOptions): readonly Row[] {
  const { upstream = 'live', cors, graphiql, limits = {} } = options;
  const { apiUrl, tokenUrl, audience }: Partial<FacadeUpstream> = Object(upstream);
  const rows: readonly Row[] = [
    ['upstream', 'ALEPH_UPSTREAM', typeof upstream === 'object' ? 'live' : upstream],
    ['upstream.apiUrl', 'ALEPH_API_URL', apiUrl],
    ['upstream.tokenUrl', 'ALEPH_TOKEN_URL', tokenUrl],
    ['upstream.audience', 'ALEPH_AUDIENCE', audience],
    ['cors', 'CORS_ORIGINS', cors?.length === 0 ? undefined : cors],
    ['graphiql', 'GRAPHIQL', graphiql],
    ['operationTimeoutMs', 'OPERATION_TIMEOUT_MS', options.operationTimeoutMs],
    ['upstreamTimeoutMs', 'UPSTREAM_TIMEOUT_MS', options.upstreamTimeoutMs],
    ['tokenTimeoutMs', 'TOKEN_TIMEOUT_MS', options.tokenTimeoutMs],
    ['maxUpstreamCalls', 'MAX_UPSTREAM_CALLS', options.maxUpstreamCalls],
    ['archiveEnd', 'ARCHIVE_END', options.archiveEnd],
    ...mutationRows(options),
    ...Object.entries(limits).map(([name, limit]): Row => [`limits.${name}`, limitVariable(name), limit]),
  ];
  return rows.filter(([, , value]) => value !== undefined);
}

function mutationRows({ mutations }: FacadeOptions): readonly Row[] {
  if (typeof mutations !== 'object') return [['mutations', 'ENABLE_MUTATIONS', mutations]];
  return [
    ['mutations', 'ENABLE_MUTATIONS', true],
    ['mutations.contracts', 'MUTATION_CONTRACTS', mutations.contracts],
    ['mutations.maxPlacementsPerHour', 'MAX_PLACEMENTS_PER_HOUR', mutations.maxPlacementsPerHour],
    ['mutations.redisUrl', 'REDIS_URL', mutations.redisUrl],
    ['mutations.settleMs', 'WRITE_SETTLE_MS', mutations.settleMs],
    ['mutations.lookupDelayMs', 'WRITE_LOOKUP_DELAY_MS', mutations.lookupDelayMs],
  ];
}

function limitVariable(name: string): string {
  return `LIMIT_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
}

/** The variables skip empty texts, and would take the default: the requests would go to another Aleph than meant. */
function emptyMistake(name: string, value: unknown): readonly string[] {
  return String(value).trim() === '' ? [`${name}: it is empty`] : [];
}

function configFrom(rows: readonly Row[], mistakes: string[]): Config | undefined {
  try {
    return loadConfig({}, Object.fromEntries(rows.map(([, variable, value]) => [variable, String(value)])));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const nameOf = (text: string) => rows.find(([, variable]) => text.startsWith(variable));
    for (const text of error.mistakes) {
      const [name = '', variable = ''] = nameOf(text.split(/[.:]/, 1)[0] ?? '') ?? [];
      mistakes.push(name + text.slice(variable.length));
    }
    return undefined;
  }
}

/** Mistakes that types rule out, for programs without types. */
function mistakesIn(options: FacadeOptions): string[] {
  const { upstream, path = GRAPHQL_PATH, limits = {}, cors = [], plugins = [], mutations, trustedDocuments } = options;
  const isNameList = (value: unknown) => Array.isArray(value) && isTexts(value);
  const isTexts = (value: unknown) => Object.values(Object(value)).every((text) => typeof text === 'string');
  const addresses = typeof upstream === 'object' ? [upstream?.apiUrl, upstream?.tokenUrl] : [];
  const rules: readonly (readonly [boolean, string])[] = [
    ...Object.keys(options).map((name) => [Object.hasOwn(NAMES, name), `${name}: there is no such option`] as const),
    ...Object.keys(limits).map(
      (name) => [Object.hasOwn(DEFAULT_LIMITS, name), `limits.${name}: there is no such limit`] as const,
    ),
    ...Object.keys(Object(mutations)).map(
      (name) => [Object.hasOwn(NAMES_OF_MUTATIONS, name), `mutations.${name}: there is no such option`] as const,
    ),
    [isNameList(Object(mutations).contracts ?? []), 'mutations.contracts: expected a list of contracts'],
    [addresses.every((url) => typeof url === 'string'), 'upstream: expected apiUrl and tokenUrl'],
    [typeof path === 'string' && PATH.test(path), 'path: expected a path such as /graphql, without a slash at its end'],
    [isNameList(cors), 'cors: expected a list of origins'],
    [Array.isArray(plugins), 'plugins: expected a list'],
    [trustedDocuments === undefined || isTexts(trustedDocuments.documents), 'trustedDocuments: expected texts by id'],
    [isTrustMode(trustedDocuments?.mode ?? 'allow'), 'trustedDocuments.mode: expected allow or only'],
    ...(['credentials', 'addressOf'] as const).map(
      (name) => [/undefined|function/.test(typeof options[name]), `${name}: expected a function`] as const,
    ),
  ];
  return rules.flatMap(([isKept, mistake]) => (isKept ? [] : [mistake]));
}

function isTrustMode(mode: unknown): boolean {
  return mode === 'allow' || mode === 'only';
}

function trustedDocumentsOf({ trustedDocuments }: FacadeOptions): Config['trustedDocuments'] {
  if (trustedDocuments === undefined) return undefined;
  const { mode, documents } = trustedDocuments;
  const texts = new Map(Object.entries(documents));
  return { mode, textOf: (id) => texts.get(id) };
}
