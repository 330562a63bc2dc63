import { once } from 'node:events';
import { type AddressInfo, connect, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { createIdentity } from '../../test/support/upstream/certificates.ts';
import { type FaultProxy, startFaultProxy, tie } from '../../test/support/upstream/fault-proxy.ts';

/** What of Aleph can fail while the rest is well. */
export type Part = 'token' | 'contracts' | 'archive' | 'tasking';

export interface FaultyAlephOptions {
  /** Puts the token endpoint behind TLS, with a certificate to be trusted. */
  readonly secured?: boolean;
}

/** A sandbox whose parts lie each behind a line of their own. */
export interface FaultyAleph {
  readonly sandbox: Sandbox;
  readonly apiUrl: string;
  readonly tokenUrl: string;
  readonly lines: Readonly<Record<Part, FaultProxy>>;
  readonly tls: TlsFront | undefined;
  close(): Promise<void>;
}

interface TlsFront {
  readonly port: number;
  /** PEM, for whoever is to trust this Aleph. */
  readonly certificate: string;
  /** From now on shows a certificate that has expired and that nobody trusts. */
  spoil(): void;
  mend(): void;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
const PATHS: Readonly<Record<Part, RegExp>> = {
  token: /^\/oauth\//,
  contracts: /^\/contracts(\/|$)/,
  archive: /^\/archive\//,
  tasking: /^\/tasking\//,
};
const PARTS: readonly Part[] = ['token', 'contracts', 'archive', 'tasking'];

/** Undefined for what has no line of its own. */
export function partOf(path: string): Part | undefined {
  return PARTS.find((part) => PATHS[part].test(path));
}

/**
 * Every part shares one address, as Aleph's do, so the line is chosen by the first request of a connection. No second
 * one follows: each is made to ask for the connection to be closed after it.
 */
export async function startFaultyAleph({ secured = false }: FaultyAlephOptions = {}): Promise<FaultyAleph> {
  const sandbox = await startSandbox({ itemCount: 100 });
  const [token, contracts, archive, tasking] = await Promise.all([
    startFaultProxy(sandbox.port),
    startFaultProxy(sandbox.port),
    startFaultProxy(sandbox.port),
    startFaultProxy(sandbox.port),
  ]);
  const lines = { token, contracts, archive, tasking };
  const switchboard = await listen(
    createTcpServer({ allowHalfOpen: true }, (client) => {
      takeRequest(client, (path) => {
        const part = partOf(path);
        return part === undefined ? sandbox.port : lines[part].port;
      });
    }),
  );
  const apiUrl = `http://${HOST}:${switchboard.port}`;
  const tls = secured ? await startTlsFront(switchboard.port) : undefined;
  return {
    sandbox,
    apiUrl,
    tokenUrl: `${tls ? `https://localhost:${tls.port}` : apiUrl}/oauth/token`,
    lines,
    tls,
    close: async () => {
      await Promise.all([tls, switchboard, token, contracts, archive, tasking].map((one) => one?.close()));
      await sandbox.close();
    },
  };
}

async function startTlsFront(port: number): Promise<TlsFront> {
  const good = createIdentity({ name: 'localhost' });
  const server = createTlsServer({ ...good, allowHalfOpen: true }, (client) => {
    const inner = connect({ port, host: HOST, allowHalfOpen: true });
    join(client, inner);
  });
  // Whoever does not trust the certificate leaves in the middle of the handshake.
  server.on('tlsClientError', () => undefined);
  return {
    ...(await listen(server)),
    certificate: good.cert,
    spoil: () => server.setSecureContext(createIdentity({ name: 'localhost', notAfter: '210101000000Z' })),
    mend: () => server.setSecureContext(good),
  };
}

async function listen(server: Server): Promise<{ readonly port: number; close(): Promise<void> }> {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => open.delete(socket));
  });
  server.listen(0, HOST);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

/** Waits for the head of a request, then hands the connection on to where its path leads. */
function takeRequest(client: Socket, portFor: (path: string) => number): void {
  let received = Buffer.alloc(0);
  const take = (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    const end = received.indexOf('\r\n\r\n');
    if (end < 0) return;
    client.off('data', take);
    const head = received.toString('latin1', 0, end);
    const inner = connect({ port: portFor(pathOf(head)), host: HOST, allowHalfOpen: true });
    inner.write(askedToClose(head), 'latin1');
    inner.write(received.subarray(end));
    join(client, inner);
  };
  client.on('data', take);
}

function join(client: Socket, inner: Socket): void {
  tie(client, inner);
  client.pipe(inner);
  inner.pipe(client);
}

function pathOf(head: string): string {
  return head.split(' ', 2)[1]?.split('?', 1)[0] ?? '';
}

function askedToClose(head: string): string {
  return `${head.replace(/\r\nconnection:[^\r]*/gi, '')}\r\nConnection: close`;
}
