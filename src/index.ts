/** The Aleph client for plain scripts, and the server for programs that embed it. */
export { assetsOf } from './aleph/assets.ts';
export { type Aleph, type AlephClient, type AlephOptions, createAleph } from './aleph/client.ts';
export { AlephError, type AlephErrorCode } from './aleph/errors.ts';
export { IMAGERY_START, type ImageryPage, type ImageryPageRequest, readImageryPage } from './aleph/imagery/imagery.ts';
export { fillPage } from './aleph/reads/pages.ts';
export type { ListPosition } from './aleph/reads/positions.ts';
export type { Credentials } from './aleph/sign-in/authorization.ts';
export { Secret } from './aleph/sign-in/secret.ts';
export { type Config, ConfigError, loadConfig } from './config/config.ts';
export { createLog } from './exchange/log.ts';
export { schema } from './schema/index.ts';
export { createServer, type Server } from './server.ts';
export { createFacade, type Facade } from './yoga/facade.ts';
export type { FacadeOptions } from './yoga/options.ts';
