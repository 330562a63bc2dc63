/** A task that every contract of the first credential with product 169 may place. */
export const TASK = {
  task_name: 'Harbour at dawn',
  project_name: 'Ports',
  product: 169,
  target: { type: 'Point', coordinates: [103.8, 1.27] },
  start: '2027-01-04T00:00:00Z',
  end: '2027-01-18T00:00:00Z',
};

export const AREA = {
  type: 'Polygon',
  coordinates: [
    [
      [103.7, 1.2],
      [103.9, 1.2],
      [103.9, 1.4],
      [103.7, 1.2],
    ],
  ],
};

/** The members of an order's properties are replaced one by one; `undefined` leaves one out. */
export function orderOf(properties: object = {}, geometry: unknown = TASK.target) {
  const parameters = { start: TASK.start, end: TASK.end };
  const usual = { order_name: 'Harbour order', project_name: 'Ports', sku: 'TSKPOI-M', parameters };
  return { type: 'Feature', geometry, properties: { ...usual, ...properties } };
}
