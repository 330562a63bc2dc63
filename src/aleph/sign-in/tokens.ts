import { LRUCache } from 'lru-cache';
import type { Signal } from '../../async/cancellation.ts';
import type { Clock } from '../../async/clock.ts';
import { withDeadline } from '../../async/deadline.ts';
import { createFlights, type Flights, type Follow } from '../../async/single-flight.ts';
import { AlephError } from '../errors.ts';
import { faultError, timeoutError } from '../transport/answers.ts';
import { makeCall, type ObserveCall } from '../transport/calls.ts';
import type { Breakers } from '../transport/circuit-breakers.ts';
import { type Ledger, roundMs } from '../transport/receipt.ts';
import { placeOf, type Transport, TransportFault, type UpstreamAnswer } from '../transport/transport.ts';
import { type Grant, readGrant, signInUnreachable, TOKEN_SITE } from './access-tokens.ts';
import { type ClientPair, nameOf, type TokenEndpoint, tokenRequestBody } from './authorization.ts';
import { createExchangeLimits, type ExchangeLimits } from './sign-in-limits.ts';

/** Who asks for a token; `origin` is a network address or any other handle on where the caller comes from. */
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
   * The cached grant of this identity or a new one, exchanged once however many ask.
   * Throws CREDENTIALS_REJECTED, AUTH_RATE_LIMITED or AUTH_UNAVAILABLE.
   */
  grantFor(claimant: Claimant): Promise<Grant>;
  /**
   * Another grant in place of one that Aleph refused, or undefined when the refusal cannot be the token's age:
   * a wrong contract answers 401 as well, and must not cost an exchange each time.
   */
  renew(claimant: Claimant, refused: Grant): Promise<Grant | undefined>;
}

export interface TokenOptions extends TokenEndpoint {
  readonly timeoutMs: number;
  /** Longest time a token is kept; the time a revoked secret still works here. */
  readonly maxAgeMs: number;
}

/** What exchanges have in common with reads. */
export interface TokenEngine {
  readonly transport: Transport;
  readonly breakers: Breakers;
  readonly clock: Clock;
}

interface Desk extends TokenEngine {
  readonly options: TokenOptions;
  readonly flights: Flights;
  readonly limits: ExchangeLimits;
  readonly grants: LRUCache<string, Grant>;
}

const MAX_TOKENS = 1_000;
const YOUNG_MS = 60_000;

export function createTokens(engine: TokenEngine, options: TokenOptions): Tokens {
  const { clock } = engine;
  const grants = new LRUCache<string, Grant>({
    max: MAX_TOKENS,
    perf: clock,
    ttlResolution: 0,
    ttl: options.maxAgeMs,
    // Otherwise it stays in memory until somebody looks for it.
    ttlAutopurge: true,
  });
  const desk = {
    ...engine,
    options,
    grants,
    // A token serves everybody who waits, and the next to ask when all have left meanwhile.
    flights: createFlights({ lasting: true }),
    limits: createExchangeLimits(clock),
  };
  return {
    grantFor: (claimant) => grantFor(desk, claimant),
    renew: (claimant, refused) => renew(desk, claimant, refused),
  };
}

async function grantFor(desk: Desk, claimant: Claimant): Promise<Grant> {
  const { identity } = claimant;
  const grant = desk.grants.get(identity);
  if (grant !== undefined) return grant;
  return newGrantFor(desk, claimant);
}

async function newGrantFor(desk: Desk, claimant: Claimant): Promise<Grant> {
  const { identity, signal, follow } = claimant;
  const { result } = desk.flights.join(identity, signal, () =>
    desk.limits.run({ ...claimant, clientId: nameOf(claimant.pair.clientId) }, () => exchange(desk, claimant)),
  );
  // Even whoever began it only waits, and mostly for its turn: no place at work is held meanwhile.
  return follow({ result, shared: true });
}

async function renew(desk: Desk, claimant: Claimant, refused: Grant): Promise<Grant | undefined> {
  const current = desk.grants.get(claimant.identity);
  if (current !== undefined && current !== refused) return current;
  // A grant that replaced another is young for a minute, so a refusal renews once a minute at most.
  if (desk.clock.now() - refused.issuedAt <= YOUNG_MS) return undefined;
  // The refused one stays until there is another: a wrong contract may have been refused, and sign-in may be down.
  return newGrantFor(desk, claimant);
}

async function exchange(desk: Desk, claimant: Claimant): Promise<Grant> {
  const { clock, grants, options } = desk;
  const { grant, keepMs } = readGrant(await askForToken(desk, claimant), clock);
  if (keepMs <= 0) grants.delete(claimant.identity);
  else grants.set(claimant.identity, grant, { ttl: Math.min(keepMs, options.maxAgeMs) });
  return grant;
}

async function askForToken(desk: Desk, { pair, ledger, observe }: Claimant): Promise<UpstreamAnswer> {
  const { transport, breakers, clock, options } = desk;
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
    answer = await withDeadline(options.timeoutMs, undefined, expired, (signal) =>
      makeCall(breakers, { site: TOKEN_SITE, signal, observe }, () => {
        attempts += 1;
        return transport.send(request, signal);
      }),
    );
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
