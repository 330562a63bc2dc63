import * as z from 'zod';
import { json, Refusal } from '../http/replies.ts';
import { type ApiRequest, jsonBody } from '../http/requests.ts';
import type { Contract } from '../world/contracts.ts';
import type { Guesses } from '../world/guesses.ts';
import { skuOf } from '../world/skus.ts';
import type { World } from '../world/world.ts';
import { COUNT, DURATION, degrees, geometryIn, INSTANT, ISO_DURATION, said, textIn } from './members.ts';

/** What is wrong, in words, under the names of the members. */
interface FieldMap {
  [name: string]: string[] | FieldMap;
}
type Path = readonly PropertyKey[];
type Complain = (path: Path, message: string) => void;

const INVALID_PRODUCT = 'Invalid product';
const PARAMETERS = z.looseObject(
  {
    start: INSTANT.nullish(),
    end: INSTANT.nullish(),
    revisit_period: ISO_DURATION,
    remapping_period: ISO_DURATION,
    remapping_mode: z.enum(['piecewise', 'batch'], said('Not a valid choice.')).nullish(),
    min_ona: degrees(0, 45),
    max_ona: degrees(0, 45),
    min_sun_elevation: degrees(-90, 90),
    max_sun_elevation: degrees(-90, 90),
    processing_level: z.string(said('Not a valid string.')).nullish(),
    outcome_id: z.string(said('Not a valid string.')).min(1, 'This field may not be blank.').nullish(),
  },
  said('Expected an object.'),
);

export type OrderForm = z.infer<ReturnType<typeof orderForm>>;

/** The task that a body asks for under a contract. Refuses it as Django REST Framework does. */
export function readTask(request: ApiRequest, world: World, contract: Contract) {
  return read(taskForm(world, contract), request, world);
}

/** The order that a body asks for under a contract. */
export function readOrder(request: ApiRequest, world: World, contract: Contract): OrderForm {
  return read(orderForm(world, contract), request, world);
}

function read<T>(form: z.ZodType<T>, request: ApiRequest, { guesses }: World): T {
  const body = jsonBody(request);
  const parsed = form.safeParse(typeof body === 'object' && body !== null && !Array.isArray(body) ? body : {});
  if (!parsed.success) throw new Refusal(json(fieldMapOf(parsed.error, guesses), 400));
  return parsed.data;
}

function taskForm(world: World, { products }: Contract) {
  const name = textIn(world.guesses);
  const form = z.looseObject({
    task_name: name,
    project_name: name,
    product: z.int(said(INVALID_PRODUCT)).refine((wanted) => products.some(({ pk }) => pk === wanted), INVALID_PRODUCT),
    target: geometryIn(world.guesses),
    start: INSTANT,
    end: INSTANT,
    max_captures: COUNT,
    expected_age: DURATION,
  });
  return form.superRefine((task, context) => {
    const complain = complaintsIn(context);
    const product = products.find(({ pk }) => pk === task.product);
    const isFitting = task.target.type === (product?.is_area ? 'Polygon' : 'Point');
    if (product && !isFitting) complain(['target'], 'The product does not take this target.');
    checkWindow(task, { world, complain, path: ['end'] });
  });
}

function orderForm(world: World, contract: Contract) {
  const name = textIn(world.guesses);
  const sku = z.string(said(INVALID_PRODUCT)).transform((code, context) => {
    const found = skuOf(contract, code);
    if (found) return found;
    context.addIssue(INVALID_PRODUCT);
    return z.NEVER;
  });
  const properties = { order_name: name, project_name: name, sku, parameters: PARAMETERS };
  const form = z.looseObject({
    type: z.literal('Feature', said('Expected one Feature.')),
    geometry: geometryIn(world.guesses),
    properties: z.looseObject(properties, said('Expected an object.')),
  });
  return form.superRefine(({ geometry, properties: { sku: product, parameters } }, context) => {
    const complain = complaintsIn(context);
    const at = (member: string) => ['properties', 'parameters', member];
    if (geometry.type !== (product.target ?? 'Polygon'))
      complain(['geometry'], 'The product does not take this geometry.');
    for (const member of product.target ? (['start', 'end'] as const) : (['outcome_id'] as const)) {
      if (parameters[member] == null) complain(at(member), 'This field is required.');
    }
    const { start, end, min_ona: low, max_ona: high } = parameters;
    if (start && end) checkWindow({ start, end }, { world, complain, path: at('end') });
    if ((low ?? 0) > (high ?? 45)) complain(at('max_ona'), 'The largest angle is below the smallest.');
  });
}

function complaintsIn(context: z.core.$RefinementCtx): Complain {
  return (path, message) => context.addIssue({ code: 'custom', path: [...path], message });
}

function checkWindow(
  { start, end }: { readonly start: string; readonly end: string },
  { world, complain, path }: { readonly world: World; readonly complain: Complain; readonly path: Path },
): void {
  if (Date.parse(end) <= Date.parse(start)) complain(path, 'The end must come after the start.');
  else if (world.guesses.pastWindows === 'refused' && Date.parse(end) <= world.now()) {
    complain(path, 'The end must not be in the past.');
  }
}

function fieldMapOf({ issues }: z.ZodError, { fieldMaps }: Guesses): FieldMap {
  const map: FieldMap = {};
  for (const { path, message } of issues) {
    const names = path.map(String);
    const last = names.pop() ?? 'non_field_errors';
    let level = map;
    for (const name of fieldMaps === 'nested' ? names : []) {
      const below = level[name];
      level = level[name] = below === undefined || Array.isArray(below) ? {} : below;
    }
    const said = level[last];
    level[last] = [...(Array.isArray(said) ? said : []), message];
  }
  return map;
}
