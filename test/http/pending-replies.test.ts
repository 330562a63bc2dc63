import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { createPendingReplies } from '../../src/http/pending-replies.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

function reply(): ServerResponse {
  return Object.assign(new EventEmitter(), { req: { complete: true } }) as unknown as ServerResponse;
}

test('an idle connection holds on to no reply that is out', async () => {
  const replies = createPendingReplies();
  const socket = new PassThrough();
  const answer = () => {
    const response = reply();
    replies.note(socket, response);
    response.emit('close');
    return new WeakRef(response);
  };
  const answered = answer();
  await new Promise(setImmediate);
  collectGarbage();
  expect(answered.deref()).toBeUndefined();
  expect(socket.destroyed).toBe(false);
});

test('what comes after the replies waits for the last one, and for none once that is out', () => {
  const replies = createPendingReplies();
  const socket = new PassThrough();
  const [first, last] = [reply(), reply()];
  replies.note(socket, first);
  replies.note(socket, last);
  const done: string[] = [];
  replies.after(socket, () => done.push('waited'));
  first.emit('close');
  expect(done).toEqual([]);
  last.emit('close');
  expect(done).toEqual(['waited']);
  replies.after(socket, () => done.push('at once'));
  expect(done).toEqual(['waited', 'at once']);
});
