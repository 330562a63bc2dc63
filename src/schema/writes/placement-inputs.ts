import type { InputFieldBuilder } from '@pothos/core';
import { builder, type SchemaTypes } from '../builder.ts';

const NAME_RULE =
  '1 to 200 characters, no control characters, no space at either end: lost answers are found again by it.';
const PROJECT = 'Project it belongs to, by the same rule as name. Aleph makes a new one for a new name.';
const KEY_RULE =
  '1 to 255 printable ASCII characters, e.g. a UUID made once per button press and kept across retries. Kept for 24 hours per contract.';
const AS_OF_TASKS = 'As in CreateTaskInput.';
const PRODUCT = 'Number of the product, one of the contract’s taskingProducts.';
const TARGET = 'One Point or one Polygon, as the product’s targetType says.';
const AGE = 'Days to seconds only, e.g. P7D or PT12H: months and years have no fixed length.';
const GEOMETRY = 'Point for TSKPOI, TSKRSH, TSKRRD; Polygon for TSKARE, ARCIMG, ARCLGD.';

const RemappingModeRef = builder.enumType('RemappingMode', {
  description: 'How an area is imaged again.',
  values: {
    PIECEWISE: { description: 'Piece by piece, as satellites pass.' },
    BATCH: { description: 'As a whole.' },
  } as const,
});

const OrderParametersInputRef = builder.inputType('OrderParametersInput', {
  description: 'What an order asks for. Which members a SKU takes is checked before anything is sent.',
  fields: (t) => ({
    start: t.field({ type: 'DateTime', description: 'Required for tasking SKUs.' }),
    end: t.field({ type: 'DateTime', description: 'Required for tasking SKUs.' }),
    revisitPeriod: t.field({ type: 'Duration', description: 'Points only, e.g. P1D.' }),
    remappingPeriod: t.field({ type: 'Duration', description: 'Areas only.' }),
    remappingMode: t.field({ type: RemappingModeRef, description: 'Areas only.' }),
    offNadirMin: t.float({ description: 'Degrees, 0 to 45 (min_ona).' }),
    offNadirMax: t.float({ description: 'Degrees, 0 to 45 (max_ona).' }),
    sunElevationMin: t.float({ description: 'Degrees, -90 to 90.' }),
    sunElevationMax: t.float({ description: 'Degrees, -90 to 90.' }),
    processingLevel: t.string({ description: 'Aleph’s word, e.g. L1D_SR.' }),
    outcomeId: t.string({
      description: 'Required for ARCIMG: StacItem.outcomeId of the pass to buy. Archive SKUs only.',
    }),
  }),
});

type Fields = InputFieldBuilder<PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>, 'InputObject'>;

/** The members of an input that are not about the thing itself. */
function attemptFields(t: Fields, keyRule: string, lookUpRule: string) {
  return {
    contractId: t.id({ required: true, description: 'Aleph’s contract id.' }),
    idempotencyKey: t.string({ required: true, description: keyRule }),
    lookUpOnly: t.boolean({ required: true, defaultValue: false, description: lookUpRule }),
  };
}

function taskFields(t: Fields) {
  return {
    productId: t.int({ required: true, description: PRODUCT }),
    target: t.field({ type: 'Geometry', required: true, description: TARGET }),
    start: t.field({ type: 'DateTime', required: true, description: 'When imaging may begin.' }),
    end: t.field({ type: 'DateTime', required: true, description: 'After start, not in the past.' }),
    maxCaptures: t.int({ description: '1 or more.' }),
    expectedAge: t.field({ type: 'Duration', description: AGE }),
  };
}

function orderFields(t: Fields) {
  return {
    sku: t.string({ required: true, description: 'e.g. TSKPOI-M, TSKARE-M, ARCIMG-M.NN.NN' }),
    geometry: t.field({ type: 'Geometry', required: true, description: GEOMETRY }),
    parameters: t.field({ type: OrderParametersInputRef, required: true, description: 'What it asks for.' }),
  };
}

export const CreateTaskInputRef = builder.inputType('CreateTaskInput', {
  description: 'A task to be placed, and the key of the attempt.',
  fields: (t) => ({
    ...attemptFields(t, KEY_RULE, 'Only asks what became of the key; never writes.'),
    name: t.string({ required: true, description: NAME_RULE }),
    projectName: t.string({ required: true, description: PROJECT }),
    ...taskFields(t),
  }),
});

export const CreateOrderInputRef = builder.inputType('CreateOrderInput', {
  description: 'An order to be placed, and the key of the attempt.',
  fields: (t) => ({
    ...attemptFields(t, AS_OF_TASKS, AS_OF_TASKS),
    name: t.string({ required: true, description: AS_OF_TASKS }),
    projectName: t.string({ required: true, description: PROJECT }),
    ...orderFields(t),
  }),
});

export const CheckTaskInputRef = builder.inputType('CheckTaskInput', {
  description: 'A task to be checked; the members are those of CreateTaskInput.',
  fields: (t) => ({
    name: t.string({ description: NAME_RULE }),
    projectName: t.string({ description: PROJECT }),
    ...taskFields(t),
  }),
});

export const CheckOrderInputRef = builder.inputType('CheckOrderInput', {
  description: 'An order to be checked; the members are those of CreateOrderInput.',
  fields: (t) => ({
    name: t.string({ description: NAME_RULE }),
    projectName: t.string({ description: PROJECT }),
    ...orderFields(t),
  }),
});
