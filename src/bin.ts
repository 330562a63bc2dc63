#!/usr/bin/env node
import { launch } from './cli/launch.ts';

/** The installed command: against Aleph, unless told otherwise. */
await launch('live');
