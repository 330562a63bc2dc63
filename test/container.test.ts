import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '../src/config/config.ts';
import {
  IGNORE_RULES,
  isFromContext,
  isSent,
  layOutImage,
  ROOT,
  readStages,
  readText,
  sourcesOf,
} from './support/image.ts';

// No container engine is at hand: these tests follow the Dockerfile in a folder and run what it lays out there.
const stages = readStages();
const manifest = JSON.parse(readText('package.json'));
const environment = Object.fromEntries(
  final('ENV')
    .split(' ')
    .map((pair) => pair.split('=')),
);
const command: string[] = JSON.parse(final('CMD'));
const healthCheck: string[] = JSON.parse(final('HEALTHCHECK').replace(/^.*?CMD /, ''));
const settings = [...readText('src/config/config.ts').matchAll(/^ {2}([A-Z_]+):/gm)].map(([, name]) => name);
const defaults = loadConfig({}, {});

describe('the Dockerfile', () => {
  test('has two stages on Node 24, and the second runs as a numbered user that is not root', () => {
    expect(stages.map(([from]) => from?.text)).toEqual(['node:24-slim AS build', 'node:24-slim']);
    expect(final('USER')).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  });

  test('starts the process that npm start starts, and stops it by the signal that drains it', () => {
    expect(command.join(' ')).toBe(manifest.scripts.start);
    expect(final('STOPSIGNAL')).toBe('SIGTERM');
  });

  test('sets only variables that config.ts reads, apart from NODE_ENV', () => {
    const { NODE_ENV, ...others } = environment;
    expect(NODE_ENV).toBe('production');
    expect(settings).toEqual(expect.arrayContaining(Object.keys(others)));
  });

  test('listens on every interface, at the port that it exposes, in front of Aleph itself', () => {
    const { host, port, upstream } = loadConfig({}, environment);
    expect({ host, upstream }).toEqual({ host: '0.0.0.0', upstream: 'live' });
    expect(final('EXPOSE')).toBe(String(port));
  });

  test('copies only what exists and what .dockerignore lets through', () => {
    const sources = stages.flat().filter(isFromContext).flatMap(sourcesOf);
    expect(sources).toContain('assets');
    expect(sources.filter((path) => !existsSync(join(ROOT, path)) || !isSent(path))).toEqual([]);
  });

  test('never gets secrets, history, or what was built or installed outside', () => {
    expect(IGNORE_RULES.filter((rule) => /[*?[\\]/.test(rule))).toEqual(['*']);
    const outside = ['.env', '.git/config', 'node_modules/zod/package.json', 'dist/main.js', 'test/readme.test.ts'];
    expect(outside.filter(isSent)).toEqual([]);
  });
});

describe('the image, laid out as the Dockerfile says', () => {
  let folder: string;
  let image: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'aleph-graphql-image-'));
    image = await layOutImage(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('imports nothing but Node’s own modules and the dependencies of package.json', () => {
    const files = ['dist', 'assets'].flatMap((name) => scriptsIn(join(image, name)));
    const packages = files.flatMap((file) => packagesOf(readFileSync(file, 'utf8')));
    expect(packages).toContain('graphql-yoga');
    const allowed = { ...manifest.dependencies, ...manifest.peerDependencies };
    expect(packages.filter((name) => !Object.hasOwn(allowed, name))).toEqual([]);
    expect(existsSync(join(image, 'node_modules/typescript'))).toBe(false);
  });

  test('starts in front of Aleph, is healthy while it runs and unhealthy once SIGTERM has ended it', async () => {
    const { url, stop } = await start({});
    expect(await exitOfHealthCheck(url)).toBe(0);
    expect(await stop()).toBe(0);
    expect(await exitOfHealthCheck(url)).toBe(1);
  });

  test('answers from the sandbox, with the page and its assets, when told to', async () => {
    const { url, stop } = await start({ ALEPH_UPSTREAM: 'sandbox', SANDBOX_PORT: '0' });
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Authorization: `Basic ${btoa('sandbox-south:sandbox-south-secret')}`,
      },
      body: '{"query":"{ contracts { stacCollections { collectionId } } }"}',
    });
    expect(await answer.json()).toMatchObject({ data: { contracts: [{ stacCollections: expect.any(Array) }] } });
    const page = await (await fetch(`${url}/graphql`, { headers: { Accept: 'text/html' } })).text();
    const assets = [...page.matchAll(/(?:src|href)="(\/graphiql\/[^"]+)"/g)].map(([, path]) => `${url}${path}`);
    expect(assets.length).toBeGreaterThan(2);
    const statuses = await Promise.all(assets.map(async (asset) => (await fetch(asset)).status));
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
    expect(await stop()).toBe(0);
  });

  async function start(variables: Record<string, string>) {
    const env = { PATH: process.env['PATH'], ...environment, HOST: '127.0.0.1', PORT: '0', ...variables };
    const server = spawn(process.execPath, command.slice(1), { cwd: image, env, stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void server.kill('SIGKILL'));
    const exit = once(server, 'exit');
    const stop = async (): Promise<number> => {
      server.kill('SIGTERM');
      return (await exit)[0];
    };
    const log = createInterface(server.stdout);
    const url = await new Promise<string>((found, lost) => {
      log.on('line', (line) => line.includes('"listening"') && found(JSON.parse(line).url));
      log.on('close', () => lost(new Error('the server ended before it listened')));
    });
    return { url, stop };
  }

  async function exitOfHealthCheck(url: string): Promise<number> {
    const env = { PATH: process.env['PATH'], ...environment, PORT: new URL(url).port };
    return (await once(spawn(process.execPath, healthCheck.slice(1), { env, stdio: 'inherit' }), 'exit'))[0];
  }
});

describe('compose.yaml', () => {
  const { 'aleph-graphql': live, sandbox, ...others } = parse(readText('compose.yaml'), { merge: true }).services;

  test('has one service in front of Aleph, and the sandbox only under its profile', () => {
    expect(others).toEqual({});
    expect([live.profiles, sandbox.profiles]).toEqual([undefined, ['sandbox']]);
    expect(loadConfig({}, inContainer(live)).upstream).toBe('live');
    expect(loadConfig({}, inContainer(sandbox)).upstream).toBe('sandbox');
  });

  test('publishes the ports of config.ts, on loopback, no two at the same place', () => {
    const ports: string[][] = [...live.ports, ...sandbox.ports].map((port: string) => port.split(':'));
    expect(ports.map(([, , inside]) => Number(inside))).toEqual([defaults.port, defaults.port, defaults.sandboxPort]);
    expect(new Set(ports.map(([, outside]) => outside)).size).toBe(ports.length);
    expect(new Set(ports.map(([address]) => address))).toEqual(new Set(['127.0.0.1']));
  });

  test('publishes the sandbox’s REST port under its own number, which the sandbox writes into its addresses', () => {
    expect(sandbox.ports).toContain(`127.0.0.1:${defaults.sandboxPort}:${defaults.sandboxPort}`);
  });

  test('sets only variables that config.ts reads', () => {
    const names = [live, sandbox].flatMap((service) => Object.keys(service.environment));
    expect(settings).toEqual(expect.arrayContaining(names));
  });

  test('takes settings from .env where there is one, and listens where its ports lead whatever stands there', () => {
    for (const service of [live, sandbox]) {
      expect(service.env_file).toEqual([{ path: '.env', required: false }]);
      const file = { HOST: '127.0.0.1', PORT: '1', SANDBOX_PORT: '2', ALEPH_UPSTREAM: 'none', ASSET_ROUTE: 'true' };
      const { port, sandboxPort } = defaults;
      const seen = loadConfig({}, inContainer(service, file));
      expect(seen).toMatchObject({ host: '0.0.0.0', port, sandboxPort, assetRoute: true });
    }
  });

  test('gives the server longer to stop than an operation may take', () => {
    expect(live.stop_grace_period).toMatch(/^\d+s$/);
    expect(Number.parseInt(live.stop_grace_period, 10) * 1000).toBeGreaterThan(defaults.operationTimeoutMs);
  });

  /** What the process sees when nothing is set in the shell, and `file` in .env. */
  function inContainer(
    service: { environment: Record<string, string> },
    file: Record<string, string> = {},
  ): Record<string, string> {
    const set = Object.entries(service.environment).map(([name, value]) => [name, value.replace(/^\$\{\w+:-\}$/, '')]);
    return { ...environment, ...file, ...Object.fromEntries(set) };
  }
});

function final(name: string): string {
  const found = stages.at(-1)?.find((instruction) => instruction.name === name);
  return found?.text ?? expect.fail(`the Dockerfile has no ${name}`);
}

function scriptsIn(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files.filter((file) => file.endsWith('.js')).map((file) => join(folder, file));
}

/** The packages that a script imports, e.g. `@pothos/core` for `@pothos/core/x`. */
function packagesOf(script: string): string[] {
  const names = ts.preProcessFile(script, true, true).importedFiles.map(({ fileName }) => fileName);
  const bare = names.filter((name) => !name.startsWith('.') && !isBuiltin(name));
  return bare.map((name) => name.split('/', name.startsWith('@') ? 2 : 1).join('/'));
}
