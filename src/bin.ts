#!/usr/bin/env node
import { launch } from './cli/launch.ts';

/** The installed command. By default it serves Aleph. */
await launch('live');
