/** The Aleph client for plain scripts, and the server for programs that embed it. */
export { assetsOf } from './aleph/assets.ts';
export type { AlephOptions } from './aleph/client.ts';
export { AlephError, type AlephErrorCode } from './aleph/errors.ts';
export {
  type ArchiveQuery,
  createAleph,
  type ScriptAleph as Aleph,
  type ScriptClient as AlephClient,
  type StacQuery,
} from './aleph/scripts/script-client.ts';
export type { Credentials } from './aleph/sign-in/authorization.ts';
export { Secret } from './aleph/sign-in/secret.ts';
export { type Config, ConfigError, loadConfig } from './config/config.ts';
export { createLog } from './exchange/log.ts';
export { schema } from './schema/index.ts';
export { createServer, type Server } from './server.ts';
export { createFacade, type Facade } from './yoga/facade.ts';
export type { FacadeOptions } from './yoga/options.ts';
