import { describe, expect, test } from 'vitest';
import { createLog, loggable, placeOf } from '../src/log.ts';

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

  test('writes nothing below its level', () => {
    const lines: string[] = [];
    createLog('error', { write: (line) => lines.push(line) }).info('request');
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
