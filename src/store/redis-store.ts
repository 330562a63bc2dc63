import {
  type Claimed,
  type Cleared,
  DOUBT_KEPT_MS,
  type Finish,
  type Guard,
  HOUR_MS,
  KEPT_MS,
  LEASE_MS,
  type PlacementStore,
  type StoreTimes,
  StoreUnavailable,
  type Ticket,
  type UnavailableReason,
} from './records.ts';
import { createRedisConnection, type RedisConnection } from './redis-connection.ts';
import { CLAIM, CLEAR, END, PROBE } from './redis-scripts.ts';

export interface RedisStoreOptions extends StoreTimes {
  /** redis: or rediss:, perhaps with a password. */
  readonly url: string;
  /** Called at the start where Redis cannot be used as it is. */
  readonly warn: (reason: UnavailableReason) => void;
}

/** One hash tag, so that a cluster keeps all records in one place, and a script may change several. */
const PREFIX = 'aleph-graphql:{writes}:';
const META = `${PREFIX}meta`;

/** Records on Redis, for several processes. */
export function createRedisStore({ url, settleMs, sendingMs, warn }: RedisStoreOptions): PlacementStore {
  const connection = createRedisConnection(url);
  const times = [settleMs, sendingMs, LEASE_MS, KEPT_MS].map(String);
  return {
    async open() {
      await connection.open();
      await told(connection, PROBE, [META], []).catch((error: unknown) => {
        if (error instanceof StoreUnavailable) warn(error.reason);
      });
    },
    close: connection.close,
    async claim(ticket, isQuestion = false) {
      const { owner, fingerprint, key } = ticket;
      const args = [owner, fingerprint, key, ...times, isQuestion ? '1' : '0'];
      return claimedOf(ticket, await told(connection, CLAIM, [META, ...recordsOf(ticket)], args));
    },
    async clear(ticket, { contract, mostPerHour, ended }) {
      const args = [ticket.owner, JSON.stringify(ended), mostPerHour, HOUR_MS, DOUBT_KEPT_MS].map(String);
      return clearedOf(await told(connection, CLEAR, [...recordsOf(ticket), sentOf(contract)], args));
    },
    async end(ticket, contract, ending) {
      const { owner, fingerprint, key } = ticket;
      const id = 'id' in ending ? ending.id : '';
      const ended = JSON.stringify('ended' in ending ? ending.ended : []);
      const args = [owner, fingerprint, key, ending.kind, id, ended, KEPT_MS, DOUBT_KEPT_MS].map(String);
      await told(connection, END, [...recordsOf(ticket), sentOf(contract)], args);
    },
  };
}

function recordsOf({ key, name }: Ticket): readonly string[] {
  return [`${PREFIX}key:${key}`, `${PREFIX}name:${name}`];
}

function sentOf(contract: string): string {
  return `${PREFIX}sent:${contract}`;
}

async function told(
  connection: RedisConnection,
  script: string,
  keys: readonly string[],
  args: readonly string[],
): Promise<readonly string[]> {
  const reply = await connection.run(script, keys, args);
  const [kind, reason, waitMs] = reply;
  if (kind === 'UNAVAILABLE') throw new StoreUnavailable(reason as UnavailableReason, Number(waitMs));
  return reply;
}

function claimedOf(asking: Ticket, reply: readonly string[]): Claimed {
  const [kind, first = '', second = '', owner = '', fingerprint = '', since = '0', ended = '[]'] = reply;
  if (kind === 'DONE') return { kind, finish: first as Finish, id: second };
  const guard = first as Guard;
  if (kind === 'RUNNING') return { kind, guard, waitMs: Number(second) };
  if (kind !== 'DOUBT') return { kind: kind as 'CLAIMED' | 'ABSENT' | 'REUSED' };
  const ticket = { key: second, name: asking.name, owner, fingerprint };
  return { kind, guard, doubt: { ticket, since: Number(since), ended: JSON.parse(ended) } };
}

function clearedOf([kind, number]: readonly string[]): Cleared {
  if (kind === 'SENDING') return { kind, since: Number(number) };
  return kind === 'LIMITED' ? { kind, waitMs: Number(number) } : { kind: 'LOST' };
}
