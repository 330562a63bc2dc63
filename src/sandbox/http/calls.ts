import { type ApiRequest, bearerOf, CONTRACT_HEADER, header, jsonBody } from './requests.ts';

/** One request that the sandbox has seen. */
export interface Call {
  readonly method: string;
  /** Without a trailing slash, whichever form was asked. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly contractId?: string;
  /** Of the token it came with, also a stale one; of a token exchange, of its body. */
  readonly clientId?: string;
  /** 0 while no answer has begun. */
  readonly status: number;
  /** As JSON, else as text; absent when empty. A client secret is masked. */
  readonly body?: unknown;
  /** Names only, in lower case. */
  readonly headers: readonly string[];
  /** True when the client left before the answer had ended. */
  readonly aborted: boolean;
}

/** A call under way, filled in as more is known. */
export type OpenCall = { -readonly [Key in keyof Call]: Call[Key] };

export interface Journal {
  open(head: Omit<ApiRequest, 'pathParams' | 'text'>): OpenCall;
  /** Copies, in order of arrival; of a very long run, the latest. */
  list(): readonly Call[];
  reset(): void;
}

const MOST_CALLS = 10_000;

export function createJournal(ownerOf: (token: string) => string | undefined): Journal {
  let calls: OpenCall[] = [];
  return {
    open: ({ method, path, query, headers }) => {
      const contractId = header(headers, CONTRACT_HEADER);
      const clientId = ownerOf(bearerOf(headers) ?? '');
      const call: OpenCall = {
        method,
        path,
        query: Object.fromEntries(query),
        ...(contractId !== undefined && { contractId }),
        ...(clientId !== undefined && { clientId }),
        status: 0,
        headers: Object.keys(headers),
        aborted: false,
      };
      if (calls.length >= 2 * MOST_CALLS) calls = calls.slice(MOST_CALLS);
      calls.push(call);
      return call;
    },
    list: () => calls.map((call) => ({ ...call })),
    reset: () => {
      calls = [];
    },
  };
}

export function noteBody(call: OpenCall, text: string): void {
  if (text === '') return;
  const body = jsonBody({ text }) ?? text;
  call.body = masked(body);
  const clientId = typeof body === 'object' ? Reflect.get(body ?? {}, 'client_id') : undefined;
  if (call.path === '/oauth/token' && typeof clientId === 'string') call.clientId = clientId;
}

function masked(body: unknown): unknown {
  if (typeof body === 'string') return body.replace(/client_secret=[^&]*/g, 'client_secret=***');
  const isExchange = typeof body === 'object' && body !== null && 'client_secret' in body;
  return isExchange ? { ...body, client_secret: '***' } : body;
}
