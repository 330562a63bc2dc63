import * as z from 'zod';
import { DEFAULT_LIMITS, type LimitName, type Limits } from '../admission/limits.ts';
import type { AlephOptions } from '../aleph/client.ts';
import { isLoopbackName } from '../aleph/values/loopback.ts';
import { isNetwork } from './networks.ts';

/** Every setting of the process, checked. */
export interface Config {
  readonly host: string;
  readonly port: number;
  readonly upstream: 'sandbox' | 'live';
  readonly sandboxPort: number;
  readonly apiUrl: string;
  readonly tokenUrl: string;
  readonly audience: string;
  /** One Aleph call: its tries and their bodies together. */
  readonly upstreamTimeoutMs: number;
  readonly tokenTimeoutMs: number;
  readonly operationTimeoutMs: number;
  /** How long a part of Aleph that fails is left alone. */
  readonly breakerOpenMs: number;
  readonly maxUpstreamCalls: number;
  /** Operations at work at once, and those of one caller. */
  readonly maxConcurrent: number;
  readonly maxConcurrentPerCaller: number;
  /** What one request may cost; see limits.ts. */
  readonly limits: Limits;
  /** Exact origins of pages that may ask; none by default. */
  readonly corsOrigins: readonly string[];
  readonly graphiql: boolean;
  /** Whether the schema may be asked for, and mistyped names are answered with a guess. */
  readonly introspection: boolean;
  /** Addresses and subnets whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  /** Whether /assets/ loads files for browsers. */
  readonly assetRoute: boolean;
  /** Where others reach this server, no slash at its end; the address listened on when undefined. */
  readonly publicUrl: string | undefined;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';
}

/** Names every mistake at once, so that nobody has to start the process once for each. */
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
const secureUrl = z.string().refine((text) => URL.canParse(text) && isSecure(new URL(text)), SECURE_URL);

const origin = z.string().refine(isOrigin, {
  error: 'expected origins such as https://maps.example.com, separated by commas, without wildcards',
});

const network = z.string().refine(isNetwork, 'expected addresses or subnets such as 10.0.0.0/8, separated by commas');

const limitNames = Object.keys(DEFAULT_LIMITS) as LimitName[];
/** LIMIT_BODY_BYTES for bodyBytes, and so on. */
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
  MAX_UPSTREAM_CALLS: integer(1, 1_000).default(60),
  MAX_CONCURRENT: integer(1, 10_000).default(200),
  MAX_CONCURRENT_PER_CALLER: integer(1, 10_000).default(25),
  CORS_ORIGINS: listOf(origin),
  TRUSTED_PROXIES: listOf(network),
  GRAPHIQL: z.stringbool().optional(),
  DISABLE_INTROSPECTION: z.stringbool().default(false),
  ASSET_ROUTE: z.stringbool().default(false),
  PUBLIC_URL: secureUrl.optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
  ...limitVariables,
});

export interface ConfigOverrides {
  readonly upstream?: Config['upstream'] | undefined;
  /** What holds when neither a flag nor ALEPH_UPSTREAM says. */
  readonly defaultUpstream?: Config['upstream'];
  readonly port?: string | undefined;
}

/** The environment and what the command line lays over it, as one frozen Config. Throws ConfigError. */
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
    maxUpstreamCalls: env.MAX_UPSTREAM_CALLS,
    maxConcurrent: env.MAX_CONCURRENT,
    maxConcurrentPerCaller: env.MAX_CONCURRENT_PER_CALLER,
    limits: limitsIn(env),
    corsOrigins: env.CORS_ORIGINS,
    graphiql: env.GRAPHIQL ?? upstream === 'sandbox',
    introspection: !env.DISABLE_INTROSPECTION,
    trustedProxies: env.TRUSTED_PROXIES,
    assetRoute: env.ASSET_ROUTE,
    publicUrl: env.PUBLIC_URL?.replace(/\/+$/, ''),
    logLevel: env.LOG_LEVEL,
  });
}

/** What of it the client below needs. */
export function alephOptionsOf(config: Config): AlephOptions {
  return {
    apiUrl: config.apiUrl,
    tokenUrl: config.tokenUrl,
    audience: config.audience,
    timeoutMs: config.upstreamTimeoutMs,
    tokenTimeoutMs: config.tokenTimeoutMs,
    maxCalls: config.maxUpstreamCalls,
    breakerOpenMs: config.breakerOpenMs,
  };
}

/** A variable that is set to nothing, as compose files do, is one that is not set. */
function withoutBlanks(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
}

/** Digits alone: a number in another notation is more likely a slip than a wish. */
function integer(least: number, most: number) {
  const rule = `expected a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, rule)
    .transform(Number)
    .pipe(z.number().min(least, rule).max(most, rule));
}

/** Parts between commas; empty ones are left out. */
function listOf(part: z.ZodType<string, string>) {
  return z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((one) => one.trim())
        .filter(Boolean),
    )
    .pipe(z.array(part));
}

function variableOf(name: LimitName): string {
  return `LIMIT_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

function limitsIn(env: Readonly<Record<string, unknown>>): Limits {
  const entries = limitNames.map((name) => [name, Number(env[variableOf(name)])]);
  return Object.freeze(Object.fromEntries(entries)) as Limits;
}

function isOrigin(text: string): boolean {
  return !text.includes('*') && URL.canParse(text) && new URL(text).origin === text;
}

function isSecure({ protocol, hostname, username, password, search, hash }: URL): boolean {
  const isBare = [username, password, search, hash].every((part) => part === '');
  return isBare && (protocol === 'https:' || (protocol === 'http:' && isLoopbackName(hostname)));
}
