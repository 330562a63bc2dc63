import { badInput } from '../aleph/errors.ts';
import { readOpaque, writeOpaque } from './opaque-text.ts';

export type NodeType = 'Contract' | 'TaskingProduct' | 'Task' | 'StacItem' | 'StacCollection' | 'Capture' | 'Order';
export type NodeKey = readonly (string | number)[];

/** The content of a global id: a type, the contract that it was read through, and the key there. */
export interface NodeName {
  readonly type: NodeType;
  readonly contractId: string;
  readonly key: NodeKey;
}

const KEY_KINDS: Readonly<Record<Exclude<NodeType, 'Contract'>, readonly ('string' | 'number')[]>> = {
  TaskingProduct: ['number'],
  Task: ['number'],
  StacItem: ['string', 'string'],
  StacCollection: ['string'],
  Order: ['string'],
  Capture: ['string', 'string', 'string'],
};

const LONGEST_ID = 2_048;
const BASE64URL = /^[A-Za-z0-9_-]+$/;

/** An opaque global id. Exception: a contract has the id of Aleph, unencoded. */
export function encodeNodeId(type: Exclude<NodeType, 'Contract'>, contractId: string, ...key: NodeKey): string {
  return writeOpaque([type, contractId, ...key]);
}

/** Decodes the global id in an argument. A text that is not in our encoding counts as the id of a contract. */
export function decodeNodeId(argument: string, id: string): NodeName {
  const parts = BASE64URL.test(id) ? readOpaque(id, LONGEST_ID) : undefined;
  if (parts === undefined) return { type: 'Contract', contractId: id, key: [] };
  const [type, contractId, ...key] = parts;
  const isName = isEncodedType(type) && typeof contractId === 'string' && fits(key, KEY_KINDS[type]);
  if (isName && (type !== 'Capture' || isMadeFor(key))) return { type, contractId, key };
  throw badInput([argument], `${argument}: this is not a global id of this server.`);
}

/** Whether the source of a capture is an order, or a task with a number. */
function isMadeFor([kind, source]: NodeKey): boolean {
  return kind === 'order' || (kind === 'task' && /^\d{1,15}$/.test(String(source)));
}

function isEncodedType(type: unknown): type is keyof typeof KEY_KINDS {
  return typeof type === 'string' && Object.hasOwn(KEY_KINDS, type);
}

function fits(key: readonly unknown[], kinds: readonly string[]): key is NodeKey {
  return key.length === kinds.length && key.every((part, index) => isPart(part) && typeof part === kinds[index]);
}

/** Numbers in keys are ids of Aleph: whole and not negative. */
function isPart(part: unknown): boolean {
  return typeof part === 'string' || (Number.isSafeInteger(part) && Number(part) >= 0);
}
