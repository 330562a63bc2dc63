import type { Reader } from './reads/reader.ts';
import { pathSegment } from './values/ids.ts';
import { type JsonObject, recordOf, textOf } from './values/wire.ts';

const TASK_PATH = '/tasking/analysis/can-add-order/';
const ORDER_PATH = '/v2/analysis/opportunities';
const UNDER_WAY = /^(pending|received|queued|started|running|progress|in_progress|retry)$/i;
const PAUSE_MS = 1_000;

/**
 * Aleph's answer on whether a task could be carried out. It places nothing [doc: tasking-service/practical_use_cases].
 * Undefined where the answer is no object or list.
 */
export function analyzeTask(reader: Reader, contractId: string, body: JsonObject): Promise<JsonObject | undefined> {
  return reader.read({
    service: 'tasking',
    operation: 'analyzeTask',
    method: 'POST',
    route: TASK_PATH,
    path: TASK_PATH,
    contractId,
    body,
    shape: answerOf,
  });
}

/**
 * The same for an order, which Aleph analyzes in its own time [obs-test: im]. `pause` rejects when the time of the request
 * is over.
 */
export async function analyzeOrder(
  reader: Reader,
  contractId: string,
  { body, pause }: { readonly body: JsonObject; readonly pause: (ms: number) => Promise<void> },
): Promise<JsonObject | undefined> {
  const site = { service: 'orders', contractId, shape: answerOf } as const;
  let answer = await reader.read({
    ...site,
    operation: 'analyzeOrder',
    method: 'POST',
    route: ORDER_PATH,
    path: ORDER_PATH,
    body,
  });
  const id = textOf(answer?.['analysis_id']) ?? textOf(answer?.['id']);
  while (id !== undefined && UNDER_WAY.test(textOf(answer?.['status']) ?? '')) {
    await pause(PAUSE_MS);
    answer = await reader.read({
      ...site,
      operation: 'readAnalysis',
      method: 'GET',
      route: `${ORDER_PATH}/{analysis_id}`,
      path: `${ORDER_PATH}/${pathSegment(id, 'analysisId')}`,
    });
  }
  return answer;
}

function answerOf(json: unknown): JsonObject | undefined {
  return Array.isArray(json) ? { results: json } : recordOf(json);
}
