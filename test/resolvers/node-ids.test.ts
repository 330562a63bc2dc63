import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeNodeId, encodeNodeId } from '../../src/resolvers/node-ids.ts';

const contractIds = fc.uuid().map((uuid) => `cont.${uuid}`);
const numbers = fc.nat();
const texts = fc.string({ unit: 'binary' });

describe('a global id', () => {
  test.each([['Task' as const], ['TaskingProduct' as const]])('of a %s names what it was made of', (type) => {
    fc.assert(
      fc.property(contractIds, numbers, (contractId, number) => {
        const id = encodeNodeId(type, contractId, number);
        expect(decodeNodeId('id', id)).toEqual({ type, contractId, key: [number] });
      }),
    );
  });

  test('of a StacCollection names what it was made of', () => {
    fc.assert(
      fc.property(contractIds, texts, (contractId, collectionId) => {
        const id = encodeNodeId('StacCollection', contractId, collectionId);
        expect(decodeNodeId('id', id)).toEqual({ type: 'StacCollection', contractId, key: [collectionId] });
      }),
    );
  });

  test('of a StacItem names what it was made of', () => {
    fc.assert(
      fc.property(contractIds, texts, texts, (contractId, collectionId, itemId) => {
        const id = encodeNodeId('StacItem', contractId, collectionId, itemId);
        expect(decodeNodeId('id', id)).toEqual({ type: 'StacItem', contractId, key: [collectionId, itemId] });
      }),
    );
  });

  test('of a Contract is Aleph’s own', () => {
    fc.assert(
      fc.property(contractIds, (contractId) => {
        expect(decodeNodeId('id', contractId)).toEqual({ type: 'Contract', contractId, key: [] });
      }),
    );
  });

  test('differs between contracts for the same thing', () => {
    expect(encodeNodeId('Task', 'cont.a', 5)).not.toBe(encodeNodeId('Task', 'cont.b', 5));
  });

  test('differs for keys that read the same when they are joined', () => {
    expect(encodeNodeId('StacItem', 'cont.a', 'b', 'c-d')).not.toBe(encodeNodeId('StacItem', 'cont.a', 'b-c', 'd'));
  });
});
