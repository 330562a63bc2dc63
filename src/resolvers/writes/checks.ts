import type { Contract } from '../../aleph/contracts.ts';
import { AlephError } from '../../aleph/errors.ts';
import type { JsonObject } from '../../aleph/values/wire.ts';
import type { PerhapsNamed } from '../../aleph/writes/input-checks.ts';
import {
  bodyOfOrder,
  isTaskingSku,
  mistakesInOrder,
  ORDER_WIRE,
  type OrderInput,
} from '../../aleph/writes/order-input.ts';
import { refusalsOf, type WireFields } from '../../aleph/writes/refused-inputs.ts';
import { bodyOfTask, mistakesInTask, TASK_WIRE } from '../../aleph/writes/task-input.ts';
import type { UserError } from '../../aleph/writes/user-errors.ts';
import type { Context } from '../context.ts';
import { findProduct } from '../products.ts';
import { nowOf, withoutNulls } from './access.ts';
import type { CreateOrderInput, CreateTaskInput } from './placements.ts';

type Named = 'name' | 'projectName';
type NotOfChecks = 'contractId' | 'idempotencyKey' | 'lookUpOnly' | Named;
type Names = { readonly [K in Named]?: string | null | undefined };
export type CheckTaskInput = Names & Omit<CreateTaskInput, NotOfChecks>;
export type CheckOrderInput = Names & Omit<CreateOrderInput, NotOfChecks>;

/** A check of an input. Aleph's analysis runs once, and only if a field asks for it. */
export interface Check {
  readonly userErrors: readonly UserError[];
  readonly wire: WireFields;
  readonly analyze: () => Promise<JsonObject | undefined>;
  analysis?: Promise<JsonObject | undefined>;
}

/** Aleph wants names even for an analysis. */
const UNNAMED = { name: 'Feasibility check', projectName: 'Feasibility checks' };

export async function checkTaskOfContract(
  { id: contractId }: Contract,
  { input }: { input: CheckTaskInput },
  context: Context,
): Promise<Check> {
  const task = withoutNulls(input);
  const product = await findProduct(context, contractId, task.productId);
  const mistakes = mistakesInTask(task, product, nowOf(context));
  const analyze = () => context.aleph.analyzeTask(contractId, bodyOfTask({ ...task, ...namesOf(task) }));
  return { userErrors: mistakes, wire: TASK_WIRE, analyze };
}

export async function checkOrderOfContract(
  { id: contractId }: Contract,
  { input }: { input: CheckOrderInput },
  context: Context,
): Promise<Check> {
  const { parameters, ...rest } = withoutNulls(input);
  const order = { ...rest, parameters: withoutNulls(parameters) as OrderInput['parameters'] };
  const mistakes = mistakesInOrder(order, nowOf(context));
  // An archive image was taken already: there is nothing to analyze.
  const isAnalyzed = isTaskingSku(order.sku);
  const analyze = async () =>
    isAnalyzed ? context.aleph.analyzeOrder(contractId, bodyOfOrder({ ...order, ...namesOf(order) })) : undefined;
  return { userErrors: mistakes, wire: ORDER_WIRE, analyze };
}

function namesOf({ name = UNNAMED.name, projectName = UNNAMED.projectName }: PerhapsNamed<object>) {
  return { name, projectName };
}

/** Null while there are mistakes, and where Aleph refuses the input: then `userErrors` tells. */
export async function feasibilityOfCheck(check: Check): Promise<JsonObject | undefined> {
  if (check.userErrors.length > 0) return undefined;
  check.analysis ??= check.analyze();
  return check.analysis.catch((error: unknown) => {
    if (complaintsOf(error) === undefined) throw error;
    return undefined;
  });
}

/** Waits for Aleph's analysis where a field beside it asks for that: resolvers of one object start in one go. */
export async function userErrorsOfCheck(check: Check): Promise<readonly UserError[]> {
  await undefined;
  const failure = await check.analysis?.then(
    () => undefined,
    (error: unknown) => error,
  );
  const complaints = complaintsOf(failure);
  return complaints === undefined ? check.userErrors : refusalsOf(complaints, check.wire);
}

function complaintsOf(error: unknown) {
  return error instanceof AlephError && error.code === 'UPSTREAM_BAD_REQUEST' ? error.complaints : undefined;
}
