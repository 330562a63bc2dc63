/** An answer before it is sent. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** Thrown by whatever finds that a request cannot be granted; carries the whole answer. */
export class Refusal extends Error {
  readonly reply: Reply;

  constructor(reply: Reply) {
    super(`refused with ${reply.status}`);
    this.reply = reply;
  }
}

export function json(body: unknown, status = 200, type = 'application/json'): Reply {
  return { status, headers: { 'content-type': type }, body: JSON.stringify(body) };
}

export function geoJson(body: unknown): Reply {
  return json(body, 200, 'application/geo+json');
}

export function bytes(body: Buffer, type: string, headers: Reply['headers'] = {}) {
  return { status: 200, headers: { 'content-type': type, ...headers }, body };
}

/** What the gateway says to a route or method that it does not have. */
export function noRoute(): Refusal {
  return new Refusal(json({ message: 'Missing Authentication Token' }, 403));
}

export function unauthorized(): Refusal {
  return new Refusal(json({ message: 'Unauthorized' }, 401));
}

/** In the shape of the tasking and order services. */
export function noSuchRow(): Refusal {
  return new Refusal(json({ detail: 'Not found.' }, 404));
}

/** In the shape of the STAC service. */
export function noSuchThing(description: string): Refusal {
  return new Refusal(json({ code: 'NotFoundError', description }, 404));
}

export function badQuery(description: string): Refusal {
  return new Refusal(json({ code: 'InvalidQueryParameter', description }, 400));
}
