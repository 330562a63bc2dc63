import * as z from 'zod';
import { DEFAULT_LIMITS, type LimitName, type Limits } from '../admission/limits.ts';
import type { TrustedDocuments } from '../admission/trusted-documents.ts';
import type { ArchiveEnd } from '../aleph/archive.ts';
import type { AlephOptions } from '../aleph/client.ts';
import { withoutSlashes } from '../aleph/values/texts.ts';
import { integer, listOf } from './kinds.ts';
import { readManifest } from './manifests.ts';
import { isNetwork } from './networks.ts';
import { isOrigin, isPictureOrigin, isSecure, isTilesUrl } from './origins.ts';
import type { WriteSettings } from './write-settings.ts';
import { writeSettingsOf, writeVariables } from './writes.ts';

/**
 * Every setting of the process, checked.
 *
 * @example
 * const config: Config = { ...loadConfig(), port: 8080 };
 */
export interface Config extends WriteSettings {
  readonly host: string;
  readonly port: number;
  readonly upstream: 'sandbox' | 'live';
  readonly sandboxPort: number;
  readonly apiUrl: string;
  readonly tokenUrl: string;
  readonly audience: string;
  /** Limit for one read of Aleph, retries and bodies included. */
  readonly upstreamTimeoutMs: number;
  readonly tokenTimeoutMs: number;
  readonly operationTimeoutMs: number;
  /** How long an open circuit breaker rejects calls. */
  readonly breakerOpenMs: number;
  /** Whether Aleph's archive search includes its last day. */
  readonly archiveEnd: ArchiveEnd;
  readonly maxUpstreamCalls: number;
  /** Upper bounds of the concurrency limit: operations at work at once, of all callers and of one. */
  readonly maxConcurrent: number;
  readonly maxConcurrentPerCaller: number;
  /** Limits of one request; see limits.ts. */
  readonly limits: Limits;
  /** Exact origins of pages that may read replies; none by default. */
  readonly corsOrigins: readonly string[];
  readonly graphiql: boolean;
  /** Whether introspection is allowed, and errors suggest a name for a mistyped one. */
  readonly introspection: boolean;
  /** Addresses and subnets whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  /** Whether /assets/ loads files for browsers. */
  readonly assetRoute: boolean;
  /** Map tiles for GraphiQL, by `{z}`, `{x}` and `{y}`. Undefined for Natural Earth alone. */
  readonly mapTilesUrl: string | undefined;
  /** Origins whose pictures GraphiQL may show. */
  readonly pictureOrigins: readonly string[];
  /**
   * The URL at which clients reach this server, without a slash at the end. When undefined, the address it listens on.
   */
  readonly publicUrl: string | undefined;
  /** Documents that clients name by id. Undefined without a manifest. */
  readonly trustedDocuments?: TrustedDocuments | undefined;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';
}

/**
 * Thrown for settings that do not fit. It lists every mistake, so that one start of the process shows them all.
 *
 * @example
 * try {
 *   loadConfig();
 * } catch (error) {
 *   if (error instanceof ConfigError) console.error(error.mistakes);
 * }
 */
export class ConfigError extends Error {
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[]) {
    super(mistakes.join('\n'));
    this.mistakes = mistakes;
  }
}

const port = integer(0, 65_535);
const timeoutMs = integer(100, 120_000);

const SECURE_URL = 'expected an https URL, or http on loopback, without user, query or fragment';
const secureUrl = z.string().refine((text) => URL.canParse(text) && isBareAndSecure(new URL(text)), SECURE_URL);

const TILES_URL = 'expected an https URL, or http on loopback, with {z}, {x} and {y} in its path or query';
const tilesUrl = z.string().refine(isTilesUrl, TILES_URL);

const origin = z.string().refine(isOrigin, {
  error: 'expected origins such as https://maps.example.com, separated by commas, without wildcards',
});

const pictureOrigin = z.string().refine(isPictureOrigin, {
  error: 'expected origins such as https://pictures.example.com, separated by commas, without wildcards',
});

const network = z.string().refine(isNetwork, 'expected addresses or subnets such as 10.0.0.0/8, separated by commas');

const limitNames = Object.keys(DEFAULT_LIMITS) as LimitName[];
/** A setting for each limit, e.g. LIMIT_BODY_BYTES for bodyBytes. */
const limitVariables = Object.fromEntries(
  limitNames.map((name) => [variableOf(name), integer(1, 999_999_999).default(DEFAULT_LIMITS[name])]),
);

const Environment = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: port.default(4000),
  ALEPH_UPSTREAM: z.enum(['sandbox', 'live']).optional(),
  SANDBOX_PORT: port.default(4010),
  ALEPH_API_URL: secureUrl.default('https://api.satellogic.com'),
  ALEPH_TOKEN_URL: secureUrl.default('https://auth.platform.satellogic.com/oauth/token'),
  ALEPH_AUDIENCE: z.string().min(1).default('https://api.satellogic.com/'),
  UPSTREAM_TIMEOUT_MS: timeoutMs.default(10_000),
  TOKEN_TIMEOUT_MS: timeoutMs.default(5_000),
  OPERATION_TIMEOUT_MS: timeoutMs.default(25_000),
  BREAKER_OPEN_MS: timeoutMs.default(5_000),
  ARCHIVE_END: z.enum(['unknown', 'included', 'excluded']).default('unknown'),
  MAX_UPSTREAM_CALLS: integer(1, 1_000).default(60),
  MAX_CONCURRENT: integer(1, 10_000).default(200),
  MAX_CONCURRENT_PER_CALLER: integer(1, 10_000).default(25),
  CORS_ORIGINS: listOf(origin),
  TRUSTED_PROXIES: listOf(network),
  GRAPHIQL: z.stringbool().optional(),
  DISABLE_INTROSPECTION: z.stringbool().default(false),
  ASSET_ROUTE: z.stringbool().default(false),
  MAP_TILES_URL: tilesUrl.optional(),
  PICTURE_ORIGINS: listOf(pictureOrigin),
  PUBLIC_URL: secureUrl.optional(),
  DOCUMENTS_MODE: z.enum(['allow', 'only']).default('allow'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
  ...writeVariables,
  ...limitVariables,
});

export interface ConfigOverrides {
  readonly upstream?: Config['upstream'] | undefined;
  /** Applies when neither a flag nor ALEPH_UPSTREAM is set. */
  readonly defaultUpstream?: Config['upstream'];
  readonly port?: string | undefined;
  /** The path of a manifest of trusted documents. */
  readonly documents?: string | undefined;
}

/**
 * Reads the settings from the environment; `overrides` come from the command line and win. Throws ConfigError.
 *
 * @example
 * const config = loadConfig({ upstream: 'live', port: '8080' });
 */
export function loadConfig(overrides: ConfigOverrides = {}, environment: NodeJS.ProcessEnv = process.env): Config {
  const given = { ...withoutBlanks(environment), ...(overrides.port === undefined ? {} : { PORT: overrides.port }) };
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  }
  const env = parsed.data;
  const upstream = overrides.upstream ?? env.ALEPH_UPSTREAM ?? overrides.defaultUpstream ?? 'sandbox';
  return Object.freeze({
    host: env.HOST,
    port: env.PORT,
    upstream,
    sandboxPort: env.SANDBOX_PORT,
    apiUrl: env.ALEPH_API_URL,
    tokenUrl: env.ALEPH_TOKEN_URL,
    audience: env.ALEPH_AUDIENCE,
    upstreamTimeoutMs: env.UPSTREAM_TIMEOUT_MS,
    tokenTimeoutMs: env.TOKEN_TIMEOUT_MS,
    operationTimeoutMs: env.OPERATION_TIMEOUT_MS,
    breakerOpenMs: env.BREAKER_OPEN_MS,
    archiveEnd: env.ARCHIVE_END,
    maxUpstreamCalls: env.MAX_UPSTREAM_CALLS,
    maxConcurrent: env.MAX_CONCURRENT,
    maxConcurrentPerCaller: env.MAX_CONCURRENT_PER_CALLER,
    limits: limitsIn(env),
    corsOrigins: env.CORS_ORIGINS,
    graphiql: env.GRAPHIQL ?? upstream === 'sandbox',
    introspection: !env.DISABLE_INTROSPECTION,
    trustedProxies: env.TRUSTED_PROXIES,
    assetRoute: env.ASSET_ROUTE,
    mapTilesUrl: env.MAP_TILES_URL,
    pictureOrigins: env.PICTURE_ORIGINS,
    publicUrl: env.PUBLIC_URL && withoutSlashes(env.PUBLIC_URL),
    ...writeSettingsOf(env, upstream === 'sandbox'),
    trustedDocuments: trustedDocumentsOf(overrides.documents, env.DOCUMENTS_MODE),
    logLevel: env.LOG_LEVEL,
  });
}

/** `file` is a member, so that `--check-config` shows it. */
function trustedDocumentsOf(file: string | undefined, mode: TrustedDocuments['mode']) {
  if (file === undefined) {
    if (mode === 'only') throw new ConfigError(['DOCUMENTS_MODE=only needs --documents FILE: no document could run']);
    return undefined;
  }
  const texts = readManifest(file);
  if (texts === undefined) throw new ConfigError([`--documents: ${file} is no JSON object of ids and documents`]);
  return { file, mode, textOf: (id: string) => texts.get(id) };
}

/** The settings that the client of Aleph needs. */
export function alephOptionsOf(config: Config): AlephOptions {
  return {
    apiUrl: config.apiUrl,
    tokenUrl: config.tokenUrl,
    audience: config.audience,
    timeoutMs: config.upstreamTimeoutMs,
    tokenTimeoutMs: config.tokenTimeoutMs,
    maxCalls: config.maxUpstreamCalls,
    breakerOpenMs: config.breakerOpenMs,
    archiveEnd: config.archiveEnd,
  };
}

/** Drops empty variables: compose files set a variable to nothing when the host lacks it. */
function withoutBlanks(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
}

function variableOf(name: LimitName): string {
  return `LIMIT_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

function limitsIn(env: Readonly<Record<string, unknown>>): Limits {
  const entries = limitNames.map((name) => [name, Number(env[variableOf(name)])]);
  return Object.freeze(Object.fromEntries(entries)) as Limits;
}

function isBareAndSecure(url: URL): boolean {
  const { username, password, search, hash } = url;
  return [username, password, search, hash].every((part) => part === '') && isSecure(url);
}
