import { LRUCache } from 'lru-cache';
import type { Signal } from '../../async/cancellation.ts';
import type { Clock } from '../../async/clock.ts';
import { withDeadline } from '../../async/deadline.ts';
import { createSingleFlight, type Follow, type SingleFlight } from '../../async/single-flight.ts';
import { AlephError } from '../errors.ts';
import { faultError, timeoutError } from '../transport/answers.ts';
import { type ObserveCall, observed } from '../transport/calls.ts';
import type { CircuitBreakers } from '../transport/circuit-breakers.ts';
import { type Ledger, roundMs } from '../transport/receipt.ts';
import { placeOf, type Transport, TransportFault, type UpstreamAnswer } from '../transport/transport.ts';
import { type AccessToken, readAccessToken, signInUnreachable, TOKEN_SITE } from './access-tokens.ts';
import { type ClientPair, nameOf, type TokenEndpoint, tokenRequestBody } from './authorization.ts';
import { createSignInLimits, type SignInLimits } from './sign-in-limits.ts';

/** The caller that needs a token; `origin` is its network address or another name for its origin. */
export interface Claimant {
  readonly pair: ClientPair;
  readonly identity: string;
  readonly origin: string | undefined;
  readonly signal: Signal;
  readonly ledger: Ledger;
  readonly observe: ObserveCall;
  readonly follow: Follow;
}

export interface Tokens {
  /**
   * The cached access token of this identity, or a new one. Callers at the same time share one exchange.
   * Throws CREDENTIALS_REJECTED, AUTH_RATE_LIMITED or AUTH_UNAVAILABLE.
   */
  accessTokenFor(claimant: Claimant): Promise<AccessToken>;
  /**
   * A new access token in place of one that Aleph rejected; undefined when that one is too young to have expired. A
   * wrong contract answers 401 as well, and must not cost an exchange each time.
   */
  renew(claimant: Claimant, rejected: AccessToken): Promise<AccessToken | undefined>;
  readonly limits: Pick<SignInLimits, 'isProven' | 'judge'>;
}

export interface TokenOptions extends TokenEndpoint {
  readonly timeoutMs: number;
  /** Longest time that a token is kept. A revoked secret may still work here for as long. */
  readonly maxAgeMs: number;
}

/** The parts of the client runtime that exchanges use. */
export interface TokenRuntime {
  readonly transport: Transport;
  readonly circuitBreakers: CircuitBreakers;
  readonly clock: Clock;
}

interface Desk extends TokenRuntime {
  readonly options: TokenOptions;
  readonly singleFlight: SingleFlight;
  readonly limits: SignInLimits;
  readonly accessTokens: LRUCache<string, AccessToken>;
}

const MAX_TOKENS = 1_000;
const YOUNG_MS = 60_000;

export function createTokens(runtime: TokenRuntime, options: TokenOptions): Tokens {
  const { clock } = runtime;
  const accessTokens = new LRUCache<string, AccessToken>({
    max: MAX_TOKENS,
    perf: clock,
    ttlResolution: 0,
    ttl: options.maxAgeMs,
    // Without autopurge, an expired token stays in memory until the next look-up.
    ttlAutopurge: true,
  });
  const desk = {
    ...runtime,
    options,
    accessTokens,
    // Lasting: even if all waiters leave, the token serves the next caller of this identity.
    singleFlight: createSingleFlight({ lasting: true }),
    limits: createSignInLimits(clock),
  };
  return {
    accessTokenFor: (claimant) => accessTokenFor(desk, claimant),
    renew: (claimant, rejected) => renew(desk, claimant, rejected),
    limits: desk.limits,
  };
}

async function accessTokenFor(desk: Desk, claimant: Claimant): Promise<AccessToken> {
  const { identity } = claimant;
  const accessToken = desk.accessTokens.get(identity);
  if (accessToken !== undefined) return accessToken;
  return newAccessTokenFor(desk, claimant);
}

async function newAccessTokenFor(desk: Desk, claimant: Claimant): Promise<AccessToken> {
  const { identity, signal, follow } = claimant;
  const { result } = desk.singleFlight.join(identity, signal, () =>
    desk.limits.run({ ...claimant, clientId: nameOf(claimant.pair.clientId) }, () => exchange(desk, claimant)),
  );
  // `shared: true` even for the first waiter: it only waits, mostly for the rate limit, so it gives its slot back.
  return follow({ result, shared: true });
}

async function renew(desk: Desk, claimant: Claimant, rejected: AccessToken): Promise<AccessToken | undefined> {
  const current = desk.accessTokens.get(claimant.identity);
  if (current !== undefined && current !== rejected) return current;
  // A token is young for a minute, so it is renewed once a minute at most.
  if (desk.clock.now() - rejected.issuedAt <= YOUNG_MS) return undefined;
  // The rejected token stays until there is a new one: it may be valid for another contract, and sign-in may be down.
  return newAccessTokenFor(desk, claimant);
}

async function exchange(desk: Desk, claimant: Claimant): Promise<AccessToken> {
  const { clock, accessTokens, options } = desk;
  const { accessToken, keepMs } = readAccessToken(await askForToken(desk, claimant), clock);
  if (keepMs <= 0) accessTokens.delete(claimant.identity);
  else accessTokens.set(claimant.identity, accessToken, { ttl: Math.min(keepMs, options.maxAgeMs) });
  return accessToken;
}

async function askForToken(desk: Desk, { pair, identity, origin, ledger, observe }: Claimant): Promise<UpstreamAnswer> {
  const { transport, circuitBreakers, clock, options } = desk;
  const startedAt = clock.now();
  const request = {
    method: 'POST',
    place: placeOf(options.tokenUrl),
    headers: {},
    body: tokenRequestBody(pair, options),
  } as const;
  const expired = () => timeoutError(TOKEN_SITE, 'TOTAL_DEADLINE', 1);
  let attempts = 0;
  let answer: UpstreamAnswer | undefined;
  try {
    answer = await withDeadline(options.timeoutMs, undefined, expired, (signal) => {
      const send = () =>
        circuitBreakers.run({ service: TOKEN_SITE.service, identity, origin }, signal, () => {
          attempts += 1;
          return observed(observe, TOKEN_SITE, () => transport.send(request, signal));
        });
      return send().catch((error) => {
        if (!isStaleSocket(error)) throw error;
        return send();
      });
    });
    return answer;
  } catch (error) {
    if (error instanceof TransportFault) throw signInUnreachable(faultError(TOKEN_SITE, error, attempts));
    throw error instanceof AlephError ? signInUnreachable(error) : error;
  } finally {
    ledger.note({
      service: 'auth',
      operation: 'exchangeToken',
      contractId: null,
      status: answer?.status ?? null,
      ms: roundMs(clock.now() - startedAt),
      bytes: answer?.wireBytes ?? 0,
      attempts,
      shared: false,
    });
  }
}

/** Whether the connection closed before a byte of the answer came, as one does that was idle for too long. */
function isStaleSocket(error: unknown): boolean {
  return error instanceof TransportFault && error.reason === 'RESET';
}
