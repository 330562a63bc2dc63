import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { createLog, loggable, placeOf } from '../../src/exchange/log.ts';

describe('the log', () => {
  test('writes one JSON line with a level by name and an ISO time, and nothing of the machine', () => {
    const lines: string[] = [];
    createLog('info', { write: (line) => lines.push(line) }).info({ requestId: 'a' }, 'request');

    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/\n$/);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      requestId: 'a',
      msg: 'request',
    });
  });

  test('writes the line of a request as any other', () => {
    const lines: string[] = [];
    const log = createLog('info', { write: (line) => lines.push(line) });
    const record = {
      requestId: 'a"\n',
      codes: ['X'],
      ms: 1.5,
      upstream: { 'tasking 200': 2 },
      operationName: undefined,
    };
    log.info(record, 'request');
    log.noteRequest(record);

    const [usual = '', quick = ''] = lines.map((line) => line.replace(/"time":"[^"]*"/, ''));
    expect(quick).toBe(usual);
  });

  test('writes nothing below its level', () => {
    const lines: string[] = [];
    const log = createLog('error', { write: (line) => lines.push(line) });
    log.info({}, 'request');
    log.noteRequest({ requestId: 'a' });
    expect(lines).toEqual([]);
  });

  test('names an error by type and place, and leaves its text out', () => {
    const error = new TypeError('CANARY\n    at CANARY');
    error.stack = 'TypeError: CANARY\nCANARY\n    at read (file.ts:1:2)\n    at run (file.ts:3:4)';
    expect(placeOf(error)).toEqual({ error: 'TypeError', at: ['at read (file.ts:1:2)', 'at run (file.ts:3:4)'] });
  });

  test('shows a caller’s text short and without control characters', () => {
    expect(loggable(undefined)).toBeUndefined();
    expect(loggable('a\r\nb\u001b[31m\u0085')).toBe('a��b�[31m�');
    expect(loggable('x'.repeat(100))).toHaveLength(64);
  });
});

describe('standard output', () => {
  /** A process that logs as soon as it is spoken to, and then ends at once. */
  function run(lastWords: string) {
    const script = `
      import { createLog, standardOutput } from './src/exchange/log.ts';
      const log = createLog('info', standardOutput());
      process.stdin.once('data', () => {
        ${lastWords}
        process.exit(3);
      });`;
    const args = ['--import', 'tsx', '--input-type=module', '--eval', script];
    return spawn(process.execPath, args, {
      cwd: resolve(import.meta.dirname, '../..'),
      stdio: ['pipe', 'pipe', 'inherit'],
    });
  }

  test('holds every line of a process that ends, in order', async () => {
    const child = run("for (let i = 0; i < 1_000; i += 1) log.info({ i }, 'request');");
    child.stdin.write('go');

    const lines = (await text(child.stdout)).trimEnd().split('\n');

    expect(lines.map((line) => JSON.parse(line).i)).toEqual(Array.from({ length: 1_000 }, (_, i) => i));
  });

  test('keeps nobody from ending when there is none to read it', async () => {
    const child = run("log.info('unheard');");
    child.stdout.destroy();
    child.stdin.write('go');

    expect(await once(child, 'exit')).toEqual([3, null]);
  });
});
