import type { IncomingMessage } from 'node:http';

/** The headers of a request, whichever way it came in. */
export interface RequestHeaders {
  /** The values under a name in lower case, each as it was sent, in their order; empty where there is none. */
  valuesOf(name: string): readonly string[];
}

const NONE: readonly string[] = [];

/** Those of a request to node:http, which keeps the first of several values or joins them, by header. */
export function headersOf({ headers, rawHeaders }: IncomingMessage): RequestHeaders {
  return {
    valuesOf(name) {
      if (typeof headers[name] !== 'string') return NONE;
      const values: string[] = [];
      // Names and values in turn.
      for (let index = 0; index < rawHeaders.length; index += 2) {
        const sent = rawHeaders[index] ?? '';
        if (sent.length === name.length && sent.toLowerCase() === name) values.push(rawHeaders[index + 1] ?? '');
      }
      return values;
    },
  };
}
