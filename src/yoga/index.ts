/** For programs that run a Yoga of their own, with Yoga's types. */
export { schema } from '../schema/index.ts';
export { createAlephYoga, useAleph } from './aleph-yoga.ts';
export type { FacadeContext, FacadeLog, FacadeOptions, FacadeUpstream, HostCredentials } from './options.ts';
