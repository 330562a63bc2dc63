/** The sandbox's own, which are public. */
export const NORTH = { 'X-Aleph-Client-Id': 'sandbox-north', 'X-Aleph-Client-Secret': 'sandbox-north-secret' };

export interface Exchange {
  readonly method: string;
  readonly status: number;
}

/** A fetch that notes each request with its answer. */
export function notingFetch(exchanges: Exchange[]): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    exchanges.push({ method: init?.method ?? 'GET', status: response.status });
    return response;
  };
}
