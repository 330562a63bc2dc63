import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Facade, startFacade } from '../support/facade/facade.ts';
import { CONTRACT, POINT, SQUARE, WINDOW } from '../support/facade/placing.ts';

let facade: Facade;
let callsBefore = 0;
const calls = () => facade.upstreamCalls().slice(callsBefore);

beforeAll(async () => {
  facade = await startFacade({ sandbox: { itemCount: 10 }, config: { mutations: false } });
});
afterAll(() => facade.close());
beforeEach(() => {
  facade.sandbox.clearFaults();
  callsBefore = facade.upstreamCalls().length;
});

const TASK = { productId: 169, target: POINT, ...WINDOW };
const ORDER = { sku: 'TSKPOI-M', geometry: POINT, parameters: WINDOW };
const ARCHIVE = { sku: 'ARCIMG-M.NN.NN', geometry: SQUARE, parameters: { outcomeId: 'one' } };

async function check(kind: 'Task' | 'Order', input: object, fields = 'userErrors { code field }') {
  const query = `query($input: Check${kind}Input!) { contract(id: "${CONTRACT}") { check${kind}(input: $input) { ${fields} } } }`;
  const { body } = await facade.ask(query, { input });
  return { errors: body.errors, ...body.data.contract[`check${kind}`] };
}

const ring = (...points: number[][]) => ({ type: 'Polygon', coordinates: [points] });

describe('a check of a task', () => {
  test.each([
    [{ name: '' }, 'INVALID_NAME', ['name']],
    [{ name: ' x' }, 'INVALID_NAME', ['name']],
    [{ name: 'a\u0007b' }, 'INVALID_NAME', ['name']],
    [{ name: 'x'.repeat(201) }, 'INVALID_NAME', ['name']],
    [{ projectName: 'x ' }, 'INVALID_NAME', ['projectName']],
    [{ productId: 1 }, 'UNKNOWN_PRODUCT', ['productId']],
    [{ target: SQUARE }, 'TARGET_TYPE_MISMATCH', ['target']],
    [{ productId: 178 }, 'TARGET_TYPE_MISMATCH', ['target']],
    [{ target: { type: 'Point', coordinates: [181, 0] } }, 'INVALID_GEOMETRY', ['target']],
    [{ target: { type: 'MultiPoint', coordinates: [[1, 1]] } }, 'INVALID_GEOMETRY', ['target']],
    [{ productId: 178, target: ring([0, 0], [1, 1], [1, 0], [0, 1], [0, 0]) }, 'INVALID_GEOMETRY', ['target']],
    [{ productId: 178, target: ring([0, 0], [1, 0], [1, 1], [0, 1]) }, 'INVALID_GEOMETRY', ['target']],
    [{ productId: 178, target: ring([0, 0], [1, 1], [2, 2], [0, 0]) }, 'INVALID_GEOMETRY', ['target']],
    [{ productId: 178, target: ring([170, 0], [-170, 0], [-170, 1], [170, 0]) }, 'INVALID_GEOMETRY', ['target']],
    [{ start: WINDOW.end, end: WINDOW.start }, 'INVALID_WINDOW', ['end']],
    [{ start: '2020-01-01T00:00:00Z', end: '2020-01-02T00:00:00Z' }, 'INVALID_WINDOW', ['end']],
    [{ maxCaptures: 0 }, 'INVALID_VALUE', ['maxCaptures']],
    [{ expectedAge: 'P1M' }, 'INVALID_VALUE', ['expectedAge']],
    [{ expectedAge: 'PT0S' }, 'INVALID_VALUE', ['expectedAge']],
  ])('finds %j', async (changes, code, field) => {
    const { userErrors, feasibility } = await check(
      'Task',
      { ...TASK, ...changes },
      'feasibility userErrors { code field }',
    );
    expect(userErrors).toEqual([{ code, field }]);
    expect(feasibility).toBeNull();
    expect(calls().filter((call) => call.includes('analysis'))).toEqual([]);
  });

  test('finds several mistakes at once, and none in a good one', async () => {
    const { userErrors } = await check('Task', { ...TASK, name: '', productId: 1, maxCaptures: -1 });
    expect(userErrors).toHaveLength(3);
    expect((await check('Task', TASK)).userErrors).toEqual([]);
  });

  test.each([ring([0, 0], [1, 0], [1, 1], [0, 1], [0, 0]), SQUARE])('takes a simple polygon', async (target) => {
    expect((await check('Task', { ...TASK, productId: 178, target })).userErrors).toEqual([]);
  });

  test('makes one call for the analysis, and tells of it where a field asks', async () => {
    const { feasibility, errors } = await check('Task', TASK, 'userErrors { code } feasibility again: feasibility');
    expect(errors).toBeUndefined();
    expect(feasibility).toBeTypeOf('object');
    expect(calls().filter((call) => call.startsWith('POST'))).toEqual(['POST /tasking/analysis/can-add-order']);
  });

  test('shows what Aleph refuses beside the analysis, under the names of the input', async () => {
    const body = { task_name: ['Taken.'], expected_age: ['Odd.'] };
    facade.sandbox.inject({ path: '/tasking/analysis/*', answer: { kind: 'status', status: 400, body } });
    const { userErrors, feasibility, errors } = await check(
      'Task',
      TASK,
      'userErrors { code field message } feasibility',
    );
    expect([feasibility, errors]).toEqual([null, undefined]);
    expect(userErrors).toEqual([
      { code: 'REFUSED_BY_ALEPH', field: ['name'], message: 'Taken.' },
      { code: 'REFUSED_BY_ALEPH', field: ['expectedAge'], message: 'Odd.' },
    ]);
  });

  test('keeps its mistakes when the analysis fails', async () => {
    facade.sandbox.inject({ path: '/tasking/analysis/*', answer: { kind: 'status', status: 403 } });
    const { userErrors, errors } = await check('Task', TASK, 'userErrors { code } feasibility');
    expect(userErrors).toEqual([]);
    expect(errors[0].extensions.code).toBe('FORBIDDEN');
  });
});

describe('a check of an order', () => {
  test.each([
    [{ sku: 'NOPE-M' }, 'INVALID_SKU', ['sku']],
    [{ sku: 'tskpoi-m' }, 'INVALID_SKU', ['sku']],
    [{ geometry: SQUARE }, 'TARGET_TYPE_MISMATCH', ['geometry']],
    [{ sku: 'TSKARE-M' }, 'TARGET_TYPE_MISMATCH', ['geometry']],
    [{ parameters: { start: WINDOW.start } }, 'PARAMETER_REQUIRED', ['parameters', 'end']],
    [{ parameters: { ...WINDOW, remappingMode: 'BATCH' } }, 'PARAMETER_NOT_ALLOWED', ['parameters', 'remappingMode']],
    [{ parameters: { ...WINDOW, outcomeId: 'x' } }, 'PARAMETER_NOT_ALLOWED', ['parameters', 'outcomeId']],
    [{ parameters: { ...WINDOW, offNadirMax: 46 } }, 'INVALID_VALUE', ['parameters', 'offNadirMax']],
    [{ parameters: { ...WINDOW, offNadirMin: 9, offNadirMax: 8 } }, 'INVALID_VALUE', ['parameters', 'offNadirMax']],
    [{ parameters: { ...WINDOW, sunElevationMin: -91 } }, 'INVALID_VALUE', ['parameters', 'sunElevationMin']],
    [{ parameters: { start: WINDOW.end, end: WINDOW.start } }, 'INVALID_WINDOW', ['parameters', 'end']],
    [{ ...ARCHIVE, parameters: {} }, 'PARAMETER_REQUIRED', ['parameters', 'outcomeId']],
    [
      { ...ARCHIVE, parameters: { outcomeId: 'x', revisitPeriod: 'P1D' } },
      'PARAMETER_NOT_ALLOWED',
      ['parameters', 'revisitPeriod'],
    ],
  ])('finds %j', async (changes, code, field) => {
    expect((await check('Order', { ...ORDER, ...changes })).userErrors).toEqual([{ code, field }]);
  });

  test.each([
    ORDER,
    {
      ...ORDER,
      sku: 'TSKRSH-M.NN.NN',
      parameters: { ...WINDOW, revisitPeriod: 'P1D', offNadirMin: 0, offNadirMax: 45 },
    },
    {
      ...ORDER,
      sku: 'TSKARE-M',
      geometry: SQUARE,
      parameters: { ...WINDOW, remappingPeriod: 'P7D', remappingMode: 'PIECEWISE' },
    },
    { ...ORDER, parameters: { ...WINDOW, outcomeId: null, remappingMode: null } },
    ARCHIVE,
  ])('finds nothing in a good one', async (input) => {
    expect((await check('Order', input)).userErrors).toEqual([]);
  });

  test('waits for the analysis of Aleph, and makes none for an image that was taken already', async () => {
    const { feasibility } = await check('Order', ORDER, 'feasibility');
    expect(feasibility.status).toBe('SUCCESS');
    expect(await check('Order', ARCHIVE, 'feasibility')).toMatchObject({ feasibility: null, errors: undefined });
  });
});
