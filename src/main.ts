import { launch } from './cli/launch.ts';

/** `npm start`. By default it serves the sandbox. */
await launch('sandbox');
