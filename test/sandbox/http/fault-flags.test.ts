import { expect, test } from 'vitest';
import { faultsFromFlags } from '../../../src/sandbox/http/fault-flags.ts';

test.each([
  [
    'GET /tasking/tasks status=503 times=2',
    {
      method: 'GET',
      path: '/tasking/tasks',
      times: 2,
      answer: { kind: 'status', status: 503 },
    },
  ],
  ['POST /archive/search latency=200', { method: 'POST', path: '/archive/search', latencyMs: 200 }],
  ['/contracts/ after=3 status=401', { path: '/contracts', after: 3, answer: { kind: 'status', status: 401 } }],
  [
    'get  /archive/*  retry-after=2  contract=cont.1',
    {
      method: 'GET',
      path: '/archive/*',
      contractId: 'cont.1',
      answer: { kind: 'status', status: 429, headers: { 'retry-after': '2' } },
    },
  ],
  [
    '* status=503 retry-after=2',
    { path: '*', answer: { kind: 'status', status: 503, headers: { 'retry-after': '2' } } },
  ],
  [
    '/x location=http://127.0.0.1:9/',
    { path: '/x', answer: { kind: 'status', status: 302, headers: { location: 'http://127.0.0.1:9/' } } },
  ],
  ['/oauth/token after=1 times=1 close', { path: '/oauth/token', after: 1, times: 1, answer: { kind: 'close' } }],
  ['/x error-body=down', { path: '/x', answer: { kind: 'error-body', body: { detail: 'down' } } }],
  ['/x hang', { path: '/x', answer: { kind: 'hang' } }],
  ['/x drip=10', { path: '/x', answer: { kind: 'drip', bytesPerSecond: 10 } }],
  ['/x gzip-bomb=1000', { path: '/x', answer: { kind: 'gzip-bomb', bytes: 1000 } }],
  ['/x raw=<html>', { path: '/x', answer: { kind: 'raw', body: '<html>' } }],
  ['/x foreign-next=http://a.test/b?c=d', { path: '/x', answer: { kind: 'foreign-next', url: 'http://a.test/b?c=d' } }],
])('%s is read', (flag, fault) => {
  expect(faultsFromFlags([flag])).toEqual({ faults: [fault], mistakes: [] });
});

test.each([
  ['GET /tasking/tasks status=late', 'status=late'],
  ['/x times=two hang', 'times=two'],
  ['/x explode', 'explode'],
  ['/x hang=yes', 'hang=yes'],
  ['/x latency=', 'latency='],
  ['/x drip', 'drip'],
  ['/x foreign-next=nowhere', 'foreign-next=nowhere'],
  ['/x __proto__=1', '__proto__=1'],
  ['GET', 'no path'],
  ['', 'no path'],
  ['GET /x', 'neither'],
  ['GET /x times=2', 'neither'],
  ['tasking/tasks status=503', 'the path "tasking/tasks"'],
  ['status=503', 'the path "status=503"'],
])('%j is refused in one line with what is wrong', (flag, reason) => {
  const { faults, mistakes } = faultsFromFlags([flag]);
  expect(faults).toEqual([]);
  expect(mistakes).toEqual([expect.stringMatching(/^--fault ".*": .+$/)]);
  expect(mistakes[0]).toContain(reason);
});

test('of several flags each that cannot be read is named, and the others are read', () => {
  const { faults, mistakes } = faultsFromFlags(['/x explode', '/y hang', 'GET']);
  expect(faults).toEqual([{ path: '/y', answer: { kind: 'hang' } }]);
  expect(mistakes).toHaveLength(2);
});
