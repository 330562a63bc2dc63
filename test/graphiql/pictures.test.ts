import { describe, expect, onTestFinished, test } from 'vitest';
import { createAleph } from '../../src/aleph/client.ts';
import { alephOptionsOf, type Config, loadConfig } from '../../src/config/config.ts';
import { createLog } from '../../src/exchange/log.ts';
import { createServer } from '../../src/server.ts';
import { neverLate, startFacade } from '../support/facade/facade.ts';

async function picturesOf(url: string): Promise<string | undefined> {
  const response = await fetch(`${url}/graphql`, { headers: { accept: 'text/html' } });
  return /img-src [^;]*/.exec(response.headers.get('content-security-policy') ?? '')?.[0];
}

/** A server in front of Aleph itself, which is not asked. */
async function startLive(settings: Partial<Config>): Promise<string> {
  const config: Config = { ...loadConfig({ upstream: 'live', port: '0' }, { GRAPHIQL: 'true' }), ...settings };
  const aleph = createAleph(alephOptionsOf(config));
  const server = createServer(aleph, config, { log: createLog('silent'), watchLoop: neverLate });
  onTestFinished(async () => {
    await server.drain();
    await aleph.close();
  });
  return server.listen();
}

describe('pictures on the GraphiQL page', () => {
  test('come from the sandbox where it stands behind the server', async () => {
    const facade = await startFacade({ sandbox: { itemCount: 10 } });
    onTestFinished(facade.close);
    expect(await picturesOf(facade.url)).toBe(`img-src 'self' data: ${facade.sandbox.url}`);
  });

  test('come from nowhere else in front of Aleph itself, its API included', async () => {
    expect(await picturesOf(await startLive({}))).toBe("img-src 'self' data:");
  });

  test('come from the origins that the operator names, and from that of an asset route behind a proxy', async () => {
    const url = await startLive({
      pictureOrigins: ['https://pictures.example'],
      mapTilesUrl: 'https://tiles.example/{z}/{x}/{y}.png',
      assetRoute: true,
      publicUrl: 'https://aleph.example/graph',
    });
    expect(await picturesOf(url)).toBe(
      "img-src 'self' data: https://aleph.example https://pictures.example https://tiles.example",
    );
  });
});
