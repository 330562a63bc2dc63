import { AlephError } from '../errors.ts';
import type { Credentials } from '../sign-in/authorization.ts';
import { type CallSite, namesContract } from '../transport/answers.ts';
import type { UpstreamAnswer } from '../transport/transport.ts';

/** The error for a final 401. A fresh token is valid, so under a contract Aleph rejected the contract. */
export function accessError(
  site: CallSite,
  kind: Credentials['kind'],
  answer: UpstreamAnswer,
  attempts: number,
): AlephError {
  const init = { upstream: { service: site.service, status: answer.status, attempts } };
  if (site.contractId !== undefined && (kind === 'PAIR' || namesContract(answer))) {
    return new AlephError('CONTRACT_NOT_ACCESSIBLE', 'This contract is not available to these credentials.', init);
  }
  return kind === 'TOKEN'
    ? new AlephError('TOKEN_EXPIRED', 'Aleph refused the token: it is expired, revoked or mistyped.', init)
    : new AlephError('CREDENTIALS_REJECTED', 'Satellogic did not accept these credentials.', init);
}
