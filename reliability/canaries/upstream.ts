import type { Fault, Sandbox } from '../../src/sandbox/server.ts';

/** What Aleph says in a run; the texts are canaries. */
export interface Words {
  readonly pairToken: string;
  readonly contractId: string;
  readonly taskName: string;
  readonly signature: string;
  /** All canaries in one, as a careless upstream would repeat them. */
  readonly all: string;
}

/** Answers that hold private names and a presigned address, which their rightful reader gets to see. */
export function injectAnswers(sandbox: Sandbox, { contractId, taskName, signature }: Words): void {
  const assets = {
    preview: { href: `https://store.example/preview.png?X-Amz-Signature=${signature}`, type: 'image/png' },
  };
  const item = { type: 'Feature', id: 'item-1', collection: 'l1d', geometry: null, properties: {}, assets, links: [] };
  const answers: Readonly<Record<string, unknown>> = {
    '/contracts': [{ contract_id: contractId, name: 'Watched contract' }],
    '/tasking/tasks': { count: 1, next: null, previous: null, results: [taskNamed(taskName)] },
    '/archive/stac/search': { type: 'FeatureCollection', features: [item], links: [], numberMatched: 1 },
  };
  for (const [path, body] of Object.entries(answers)) sandbox.inject({ path, answer: { kind: 'json', body } });
}

/** The next exchange gives out a token that the run knows. */
export function injectToken(sandbox: Sandbox, { pairToken }: Words): void {
  const body = { access_token: pairToken, expires_in: 86_400, token_type: 'Bearer', scope: 'api:tasking' };
  sandbox.inject({ path: '/oauth/token', times: 1, answer: { kind: 'json', body } });
}

function taskNamed(name: string) {
  return { task_id: 1, task_name: name, project_name: 'x', product: 169, status: 'received', client: 'x' };
}

/** Failures that repeat everything that was sent and more. */
export function faultsRepeating({ all }: Words): readonly Omit<Fault, 'path'>[] {
  const echo = { message: all, error: all, error_description: all };
  const answers: readonly NonNullable<Fault['answer']>[] = [
    // What Aleph says under a known field of a refused input is passed on to its caller; the rest is not.
    { kind: 'status', status: 400, body: { unknown_field: [all], error: all } },
    ...[401, 403, 404, 409, 418, 500, 503].map((status) => ({ kind: 'status', status, body: echo }) as const),
    { kind: 'status', status: 429, headers: { 'retry-after': '3600', 'x-echo': all }, body: all },
    { kind: 'status', status: 302, headers: { location: `https://elsewhere.example/?${encodeURIComponent(all)}` } },
    { kind: 'raw', body: `<html>${all}</html>` },
    { kind: 'raw', body: `{"message": "${all}`, contentType: 'application/json' },
    { kind: 'json', body: { unexpected: all } },
    { kind: 'json', body: { access_token: all, token_type: 'Bearer', expires_in: all } },
    {
      kind: 'json',
      body: { results: [{ contract_id: [all], task_id: all }], next: `https://elsewhere.example/${all}` },
    },
    { kind: 'foreign-next', url: `https://elsewhere.example/?token=${encodeURIComponent(all)}` },
    { kind: 'truncated' },
    { kind: 'reset' },
  ];
  return answers.map((answer) => ({ answer }));
}
