import { launch } from './cli/launch.ts';

/** `npm start`: against the sandbox, unless told otherwise. */
await launch('sandbox');
