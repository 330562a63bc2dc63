import { expect } from 'vitest';
import { errorsOf } from '../../test/support/facade/http.ts';
import type { Reply } from './callers.ts';
import type { Fault } from './table.ts';

/** Fails unless the reply is the one given while all is well. */
export function expectUsual(reply: Reply, usual: unknown): void {
  expect(reply, 'no reply within the deadline and a second').toBeDefined();
  expect(reply?.body).toEqual(usual);
}

/** Fails unless the reply is what the fault may make of the usual one: typed, and whole but for the part that fails. */
export function expectOutcome(reply: Reply, usual: unknown, fault: Fault): void {
  if (fault.outcome === 'ANSWERED' || reply === undefined) {
    expectUsual(reply, usual);
    return;
  }
  const { data, errors } = reply.body;
  const { contract: whole } = contentOf(usual);
  if (fault.outcome === 'INCOMPLETE') {
    expect(errors).toBeUndefined();
    expect(data.contract).toEqual({ ...whole, tasks: { complete: false, nodes: [] } });
    return;
  }
  expect(errors, 'an answer where an error was foretold').toBeDefined();
  for (const error of errorsOf(reply)) expectForetold(error, fault);
  if (fault.part === 'token') {
    expect(reply.status).toBe(503);
    expect(reply.body).not.toHaveProperty('data');
    return;
  }
  expect(reply.status).toBe(200);
  if (fault.part === 'contracts') expect(data).toEqual({ contract: null });
  else expect(data.contract).toEqual({ ...whole, [fault.part === 'archive' ? 'archiveSearch' : 'tasks']: null });
}

function expectForetold({ code, reason }: Record<string, unknown>, fault: Fault): void {
  // A part that fails often enough is not asked any more, whatever was wrong with it.
  if (reason === 'BREAKER_OPEN') {
    expect(code).toBe(fault.part === 'token' ? 'AUTH_UNAVAILABLE' : 'UPSTREAM_UNAVAILABLE');
    return;
  }
  expect(fault.codes).toContain(code);
  if (fault.reason !== undefined) expect(reason).toBe(fault.reason);
}

/** Fails unless a reply holds something in each of its branches, and all of it. */
export function expectWhole(reply: Reply): void {
  expectUsual(reply, { data: { contract: expect.anything() } });
  for (const branch of Object.values(contentOf(reply?.body).contract)) {
    expect(branch).toEqual({ complete: true, nodes: expect.arrayContaining([{ id: expect.any(String) }]) });
  }
}

// biome-ignore lint/suspicious/noExplicitAny: what is read out of it is compared, and nothing else
function contentOf(body: any): { readonly contract: object } {
  return body.data;
}
