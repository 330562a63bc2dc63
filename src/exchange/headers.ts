import type { IncomingMessage } from 'node:http';

/** The head of a request. A request of node:http has one; for any other request it is made from its headers. */
export interface RequestHead extends Pick<IncomingMessage, 'method' | 'url' | 'headers'> {
  /** Absent where repeated headers cannot be told from joined ones. */
  readonly rawHeaders?: readonly string[];
}

/** Read access to the headers of a request, independent of the HTTP library. */
export interface RequestHeaders {
  /** All values of a header, unchanged and in order; empty when it is absent. The name is in lower case. */
  valuesOf(name: string): readonly string[];
}

const NONE: readonly string[] = [];

/** The headers of a request, from its raw list: `headers` drops or joins repeated values. */
export function headersOf({ headers, rawHeaders }: Pick<RequestHead, 'headers' | 'rawHeaders'>): RequestHeaders {
  return {
    valuesOf(name) {
      const { [name]: joined } = headers;
      if (typeof joined !== 'string') return NONE;
      if (rawHeaders === undefined) return [joined];
      const values: string[] = [];
      // The list alternates names and values.
      for (let index = 0; index < rawHeaders.length; index += 2) {
        const sent = rawHeaders[index] ?? '';
        if (sent.length === name.length && sent.toLowerCase() === name) values.push(rawHeaders[index + 1] ?? '');
      }
      return values;
    },
  };
}
