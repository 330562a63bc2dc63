import type { Dispatcher } from 'undici';
import type { Signal } from '../../async/cancellation.ts';

interface Head {
  readonly status: number;
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** An answer as it came over the wire, compressed or not. */
export interface RawAnswer extends Head {
  /** The pieces of the body as they came; none for redirects, which are not read, and for answers with a flaw. */
  readonly pieces: readonly Buffer[];
  readonly flaw: Flaw | undefined;
}

type Flaw = 'TOO_LARGE' | 'TRUNCATED';

export interface CollectLimits {
  readonly signal: Signal;
  readonly maxBytes: number;
  /** Called right before the first byte of the request. False ends it, with nothing sent. */
  readonly begin?: (() => boolean) | undefined;
}

/**
 * One HTTP exchange. Pieces are taken from the parser as they come, since a stream in between costs a quarter more.
 * Rejects with the library's error if no headers came, or with the signal's reason once it aborts, also while the
 * request waits for a connection.
 */
export function collectAnswer(
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
  { signal, maxBytes, begin }: CollectLimits,
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const pieces: Buffer[] = [];
    let size = 0;
    let head: Head | undefined;
    let exchange: Dispatcher.DispatchController | undefined;
    const end = (flaw?: Flaw) => {
      signal.removeEventListener('abort', leave);
      if (head !== undefined) resolve({ status: head.status, headers: head.headers, pieces: flaw ? [] : pieces, flaw });
    };
    /** Closes the connection, since one with an unread body must not serve another request. */
    const cut = (flaw?: Flaw) => {
      end(flaw);
      exchange?.abort(new Error('the rest is not wanted'));
    };
    const leave = () => {
      reject(signal.reason);
      cut('TRUNCATED');
    };
    signal.addEventListener('abort', leave, { once: true });
    dispatcher.dispatch(options, {
      onRequestStart(controller) {
        exchange = controller;
        if (signal.aborted) leave();
        else if (begin?.() === false) controller.abort(new Error('not begun'));
      },
      onResponseStart(_controller, status, headers) {
        if (status < 200) return;
        head = { status, headers };
        if (isRedirect(status)) cut();
      },
      onResponseData(_controller, piece) {
        pieces.push(piece);
        size += piece.length;
        if (size > maxBytes) cut('TOO_LARGE');
      },
      onResponseEnd: () => end(),
      onResponseError(_controller, error) {
        if (head === undefined) reject(error);
        end('TRUNCATED');
      },
    });
  });
}

export function isRedirect(status: number): boolean {
  return status >= 300 && status < 400;
}
