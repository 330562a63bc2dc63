import type { IncomingMessage, RequestListener } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { noteBody, type OpenCall } from './http/calls.ts';
import { answerControl, type Desk, isControlPath } from './http/control.ts';
import { deliver } from './http/delivery.ts';
import type { Fault } from './http/faults.ts';
import { type Line, openLine } from './http/lines.ts';
import { json, type Reply } from './http/replies.ts';
import { type ApiRequest, withoutTrailingSlash } from './http/requests.ts';
import { answer } from './routes.ts';
import { lazily } from './world/lazily.ts';
import type { World } from './world/world.ts';

type Head = Omit<ApiRequest, 'pathParams' | 'text'>;

interface Visit {
  readonly head: Head;
  readonly incoming: IncomingMessage;
  readonly line: Line;
}

const MOST_BYTES = 10 * 1024 * 1024;
/** The rest of the body stays unread, so the connection cannot be used again. */
const TOO_LONG: Reply = {
  ...json({ message: 'Request Too Long' }, 413),
  headers: { 'content-type': 'application/json', connection: 'close' },
};
const BROKEN = json({ message: 'Internal server error' }, 500);

/** Whatever fails inside ends as a 500 in JSON, or as a closed connection once an answer has begun. */
export function createListener(world: World, desk: Desk): RequestListener {
  return (incoming, outgoing) => {
    const head = headOf(incoming);
    const isControl = isControlPath(head.path);
    const call = isControl ? undefined : desk.journal.open(head);
    const visit = { head, incoming, line: openLine(outgoing, call) };
    const served = call ? serve(visit, call, { world, desk }) : serveControl(visit, desk);
    served.catch(() => {
      if (outgoing.headersSent || visit.line.signal.aborted) outgoing.destroy();
      else visit.line.send(BROKEN);
    });
  };
}

async function serve(
  { head, incoming, line }: Visit,
  call: OpenCall,
  { world, desk }: { world: World; desk: Desk },
): Promise<void> {
  const text = await readText(incoming);
  if (text === undefined) return line.send(TOO_LONG);
  noteBody(call, text);
  const request = { ...head, text };
  const fault = desk.faults.take(call);
  const usual = lazily(() => answer(request, world));
  if (fault) await hold(fault, usual, line);
  const href = `${world.url}${incoming.url}`;
  await deliver({ line, request, href, usual }, fault?.answer);
}

/** Carries a request out when the fault says so, and ends when it may be answered. */
async function hold({ latencyMs = 0, carriedOut, answer }: Fault, usual: () => Reply, line: Line): Promise<void> {
  if (carriedOut === 'first') usual();
  if (carriedOut === 'late') {
    const carriedLate = wait(latencyMs, undefined, { ref: false }).then(usual);
    if (answer) carriedLate.catch(() => undefined);
    else await carriedLate;
  } else if (latencyMs > 0) await wait(latencyMs, undefined, { signal: line.signal });
}

async function serveControl({ head, incoming, line }: Visit, desk: Desk): Promise<void> {
  const text = await readText(incoming);
  line.send(text === undefined ? TOO_LONG : answerControl({ ...head, text }, desk));
}

function headOf({ method = 'GET', url = '/', headers }: IncomingMessage): Head {
  const cut = url.includes('?') ? url.indexOf('?') : url.length;
  const query = new URLSearchParams(url.slice(cut + 1));
  return { method, path: withoutTrailingSlash(url.slice(0, cut)), query, headers };
}

/** Undefined when there is more than anyone should send. */
async function readText(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > MOST_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
