import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { continuationOf } from '../../../src/aleph/reads/continuations.ts';
import type { Onwards } from '../../../src/aleph/reads/positions.ts';

const TASKS = { route: '/tasking/tasks/', path: '/tasking/tasks/' };
const PARTS = { route: '/v2/orders/{order_id}/deliverables', path: '/v2/orders/0003%2F83/deliverables' };

/** The way on behind ten rows, from the offset 20 on. */
const wayOn = (answer: object, at: Onwards = { offset: 20 }, limit: number | undefined = 10) =>
  continuationOf({ member: (name) => Reflect.get(answer, name) }, 10, { ...TASKS, at, limit });

const END = { next: undefined, broken: false };
const BROKEN = { next: undefined, broken: true };
const goesOnAt = (next: Onwards) => ({ next, broken: false });

describe('a list goes on', () => {
  const next = (value: unknown) => ({ next: value });
  const link = (value: object) => ({ links: [{ rel: 'self', href: '?offset=20' }, null, { rel: 'next', ...value }] });

  test.each<[string, object, Onwards]>([
    ['a full address', next('https://api.test/tasking/tasks/?limit=10&offset=30'), { offset: 30 }],
    ['an address without a slash at its end', next('/tasking/tasks?offset=30&limit=10'), { offset: 30 }],
    ['a query alone', next('?offset=35'), { offset: 35 }],
    ['another host, scheme and port', next('http://10.0.0.7:8080/tasking/tasks/?offset=30'), { offset: 30 }],
    ['another host of the same scheme', next('//inner.test/tasking/tasks/?offset=30'), { offset: 30 }],
    ['another prefix', next('https://api.test/internal/v3/tasks/?offset=30'), { offset: 30 }],
    ['a user in the address', next('https://user:pass@api.test/tasking/tasks/?offset=30'), { offset: 30 }],
    ['a page', next('?page=3'), { limit: 10, page: '3' }],
    ['a page of another size', next('?page=3&page_size=7'), { limit: 10, page_size: '7', page: '3' }],
    ['a page beside the offset before', next('?offset=20&page=3'), { limit: 10, page: '3' }],
    ['a cursor', next('/tasking/tasks/?cursor=cD0y%3D'), { cursor: 'cD0y=' }],
    ['a token', next('/tasking/tasks/?token=next%3Aa'), { token: 'next:a' }],
    ['a link', link({ href: '/tasking/tasks/?offset=30' }), { offset: 30 }],
    ['a link in capitals', { links: [{ rel: 'NEXT', href: '?offset=30' }] }, { offset: 30 }],
    ['a link to POST', link({ method: 'POST', href: '/tasking/tasks/', body: { offset: 30 } }), { offset: 30 }],
    ['a body to merge', link({ href: '?x=1', body: { cursor: 'c' }, merge: true }), { cursor: 'c' }],
    ['links by name', { links: { next: '?offset=30', prev: null } }, { offset: 30 }],
    ['HAL', { _links: { next: { href: '?offset=30' } } }, { offset: 30 }],
    ['the context', { context: { next: 't1' } }, { token: 't1' }],
    ['the context as a link', { context: { next: '?page=2' } }, { limit: 10, page: '2' }],
    ['a position as an object', next({ offset: 30 }), { offset: 30 }],
    ['a position as text', next({ offset: '30' }), { offset: 30 }],
    ['a page as a number', next({ page: 3 }), { limit: 10, page: 3 }],
    ['a token in an object', next({ token: 't1' }), { token: 't1' }],
    ['a bare token', next('bmV4dA=='), { token: 'bmV4dA==' }],
    ['a bare number of rows', next(30), { offset: 30 }],
    ['the second of two ways', { next: '/tasking/products/?offset=30', ...link({ href: '?token=t' }) }, { token: 't' }],
  ])('by %s', (_how, answer, position) => {
    expect(wayOn(answer)).toEqual(goesOnAt(position));
  });

  test.each<[string, Onwards, unknown, Onwards]>([
    ['the second page', {}, 2, { limit: 10, page: 2 }],
    ['the page behind the third', { page: 3 }, 4, { limit: 10, page: 4 }],
    ['a number of rows', {}, 10, { offset: 10 }],
    ['a cursor behind a cursor', { cursor: 'a' }, 'b', { cursor: 'b' }],
    ['a number that is a token', { token: 7 }, 12, { token: 12 }],
  ])('by a bare position that is %s', (_what, at, position, onwards) => {
    expect(wayOn({ next: position }, at)).toEqual(goesOnAt(onwards));
  });

  test('in the size that Aleph names, where the question names none', () => {
    expect(continuationOf({ member: () => '?offset=10&limit=10' }, 10, { ...TASKS, at: {} }).next).toEqual({
      limit: '10',
      offset: 10,
    });
  });

  test('below the same id only', () => {
    const member = (next: string) => ({ member: (name: string) => (name === 'next' ? next : undefined) });
    const below = (path: string) => continuationOf(member(`${path}?offset=5`), 5, { ...PARTS, at: {} });
    expect(below('/api/v2/orders/0003%2F83/deliverables')).toEqual(goesOnAt({ offset: 5 }));
    expect(below('/v2/orders/000384/deliverables')).toEqual(BROKEN);
    expect(below('/v2/orders/0003/83/deliverables')).toEqual(BROKEN);
    expect(below('/deliverables')).toEqual(BROKEN);
  });
});

describe('a list ends', () => {
  test.each<[string, object]>([
    ['without a word', {}],
    ['with null', { next: null, previous: '?offset=10' }],
    ['with an empty text', { next: '' }],
    ['with false', { next: false }],
    ['with links that lead elsewhere in it', { links: [{ rel: 'prev', href: '?offset=10' }, 7, null, 'next'] }],
    ['with a context of counts', { context: { matched: 30, next: null } }],
  ])('%s', (_how, answer) => {
    expect(wayOn(answer)).toEqual(END);
  });
});

describe('a way on cannot be followed', () => {
  test.each<unknown>([
    'https://api.test/tasking/products/?offset=30',
    'https://api.test/tasking/tasks/7/?offset=30',
    'https://api.test/tasking/tasks/../../admin/?offset=30',
    'https://api.test/tasking/tasks/%2e%2e/?offset=30',
    'https://evil.test/?offset=30',
    'javascript:alert(1)?offset=30',
    'https://[broken',
    '?bookmark=x',
    '/tasking/tasks/?limit=10',
    '/tasking/tasks/',
    '?offset=20',
    '?offset=10',
    '?offset=-1',
    '?offset=1e400',
    '?offset=30.5',
    '?offset=thirty',
    '?offset=',
    '?offset=99999999999999999999',
    '?token=a%0D%0Ab',
    `?token=${'t'.repeat(2_049)}`,
    'a\r\nX-Evil: 1',
    -1,
    30.5,
    {},
    { bookmark: 'x' },
    { href: '?bookmark=x' },
    { token: null },
    { token: ['t'] },
    true,
    ['?offset=30'],
  ])('that is %j', (next) => {
    expect(wayOn({ next })).toEqual(BROKEN);
  });

  test('whatever text it is made of, if it leads elsewhere', () => {
    const parts = ['https:', 'http:', '//', '/', '\\', '@', ':', '?', '#', '..', '%2e', '%2f', 'api.test', 'evil.test'];
    const pieces = fc.oneof(fc.constantFrom(...parts, 'tasking/tasks', 'offset=30', '\t', '\n', ' '), fc.string());
    const text = fc.oneof(
      fc.webUrl(),
      fc.array(pieces, { maxLength: 8 }).map((texts) => texts.join('')),
    );
    fc.assert(
      fc.property(text, (next) => {
        const { next: position, broken } = wayOn({ next });
        for (const [name, value] of Object.entries(position ?? {})) {
          expect(['offset', 'page', 'cursor', 'token', 'limit', 'page_size', 'per_page']).toContain(name);
          if (name === 'offset') expect(Number(value)).toBeGreaterThan(20);
          else expect(String(value)).toMatch(/^[^\p{Cc}\p{Cs}]{1,2048}$/u);
        }
        expect(broken).toBe(position === undefined && next !== '');
      }),
      { numRuns: 2_000 },
    );
  });
});
