import { publicError } from '../exchange/errors.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { type Log, markOf } from '../exchange/log.ts';

/**
 * Leaves the audit line of a write, also of one that was refused. Each member is named here, so no name, geometry or
 * secret gets into it.
 */
export function noteWrite(exchange: Exchange, log: Log, refusal?: unknown): void {
  const { requestId, mutation, caller, errorCodes } = exchange;
  if (mutation === undefined) return;
  const { contract, key, outcome, id } = caller?.context.writes?.audit ?? {};
  const code = refusal === undefined ? errorCodes[0] : publicError(refusal, requestId).code;
  const tenant = caller && markOf(caller.client.identity);
  log.info({ requestId, tenant, contract, mutation, key, outcome: outcome ?? code, id }, 'write');
}
