/** The client for browsers and Node, and the examples as typed documents. */
export {
  type OrderAttempt,
  type OrderInput,
  orderAttempt,
  type TaskAttempt,
  type TaskInput,
  taskAttempt,
} from './attempts.ts';
export { type Client, type ClientOptions, type Credentials, createClient, type RequestOptions } from './client.ts';
export type { Document, TypedDocument, TypedText } from './documents.ts';
export {
  type ClientErrorCode,
  type ErrorCode,
  FacadeError,
  type FacadeErrorDetails,
  facadeErrorOf,
} from './errors.ts';
export * from './generated/operations.ts';
export type * from './geojson.ts';
export { type OrderPlacement, type PlaceOptions, placeOrder, placeTask, type TaskPlacement } from './placing.ts';
export { type Connection, everyRow, type Requester } from './rows.ts';
