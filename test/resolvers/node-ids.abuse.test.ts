import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AlephError } from '../../src/aleph/errors.ts';
import { decodeNodeId, encodeNodeId } from '../../src/resolvers/node-ids.ts';

const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

function decoded(id: string): unknown {
  try {
    return decodeNodeId('ids', id);
  } catch (error) {
    return error;
  }
}

describe('decodeNodeId', () => {
  test.each([
    [[]],
    [['Task']],
    [['Task', 'cont.a']],
    [['Task', 'cont.a', '5']],
    [['Task', 'cont.a', -1]],
    [['Task', 'cont.a', 1.5]],
    [['Task', 'cont.a', 1e300]],
    [['Task', 'cont.a', null]],
    [['Task', 'cont.a', 5, 6]],
    [['Task', 7, 5]],
    [['Contract', 'cont.a']],
    [['Asset', 'cont.a', 'l1d', 'x', 'visual']],
    [['StacItem', 'cont.a', 'l1d']],
    [['StacItem', 'cont.a', 'l1d', 5]],
    [['StacCollection', 'cont.a', ['l1d']]],
    [['Capture', 'cont.a', 'task', 'abc', 'x']],
    [['Capture', 'cont.a', 'task', '', 'x']],
    [['Capture', 'cont.a', 'task', '-1', 'x']],
    [['Capture', 'cont.a', 'user', '5', 'x']],
    [['__proto__', 'cont.a', 5]],
    [['constructor', 'cont.a', 5]],
    [['toString', 'cont.a']],
    [[['Task'], 'cont.a', 5]],
  ])('refuses the forged id %j, naming the argument', (value) => {
    expect(decoded(forged(value))).toMatchObject({ code: 'BAD_USER_INPUT', argumentPath: ['ids'] });
  });

  test('takes an id too long to be one of ours for a contract’s, which no contract has', () => {
    const id = encodeNodeId('StacItem', 'cont.a', 'l1d', 'x'.repeat(10_000));
    expect(decoded(id)).toEqual({ type: 'Contract', contractId: id, key: [] });
  });

  test('answers any text with a name or with BAD_USER_INPUT, and with nothing else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.base64String(), fc.jsonValue().map(forged)), (id) => {
        const outcome = decoded(id);
        if (outcome instanceof Error) {
          expect(outcome).toBeInstanceOf(AlephError);
          expect(outcome).toMatchObject({ code: 'BAD_USER_INPUT' });
        } else {
          expect(outcome).toEqual({ type: 'Contract', contractId: id, key: [] });
        }
      }),
    );
  });
});
