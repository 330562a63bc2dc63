import { expect, test } from 'vitest';
import { ranged } from '../../../src/sandbox/http/ranges.ts';

const REPLY = { status: 200, headers: { 'content-type': 'text/plain' }, body: Buffer.from('0123456789') };
const ask = (range?: string) =>
  ranged(REPLY, {
    method: 'GET',
    path: '/x',
    pathParams: [],
    query: new URLSearchParams(),
    headers: range === undefined ? {} : { range },
    text: '',
  });

test.each<[string, string, string]>([
  ['bytes=0-3', '0123', 'bytes 0-3/10'],
  ['bytes=4-', '456789', 'bytes 4-9/10'],
  ['bytes=9-9', '9', 'bytes 9-9/10'],
  ['bytes=8-100', '89', 'bytes 8-9/10'],
  ['bytes=-3', '789', 'bytes 7-9/10'],
  ['bytes=-30', '0123456789', 'bytes 0-9/10'],
])('%s gives the part %s', (range, part, place) => {
  const { status, headers, body } = ask(range);
  expect([status, String(body), headers['content-range']]).toEqual([206, part, place]);
  expect(headers).toMatchObject({ 'content-type': 'text/plain', 'accept-ranges': 'bytes' });
});

test.each([undefined, 'bytes=', 'bytes=-', 'bytes=5-2', 'bytes=0-1,4-5', 'bytes=a-b', 'lines=0-3'])(
  '%s gives the whole',
  (range) => {
    const { status, headers, body } = ask(range);
    expect([status, String(body), headers['content-range']]).toEqual([200, '0123456789', undefined]);
    expect(headers['accept-ranges']).toBe('bytes');
  },
);

test.each(['bytes=10-', 'bytes=10-12', 'bytes=-0'])('%s cannot be satisfied', (range) => {
  const { status, headers, body } = ask(range);
  expect([status, body.length, headers['content-range']]).toEqual([416, 0, 'bytes */10']);
});
