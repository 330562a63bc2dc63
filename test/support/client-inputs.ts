import type { OrderInput, TaskInput } from '../../src/client/index.ts';
import { CONTRACT, POINT, SQUARE, WINDOW } from './facade/placing.ts';

export const PAIR = { clientId: 'sandbox-north', clientSecret: 'sandbox-north-secret' };
export const TASK: TaskInput = {
  contractId: CONTRACT,
  name: 'Tank farm',
  projectName: 'Stock count',
  productId: 169,
  target: { type: 'Point', coordinates: [...POINT.coordinates] },
  ...WINDOW,
};
export const ORDER: OrderInput = {
  contractId: CONTRACT,
  name: 'Harbour order',
  projectName: 'Stock count',
  sku: 'ARCIMG-M.NN.NN',
  geometry: { type: 'Polygon', coordinates: SQUARE.coordinates },
  parameters: { outcomeId: 'one' },
};
