import { parentPort } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import * as packaged from '@graphql-yoga/render-graphiql/graphiql';

/** Runs in a worker thread of the server, so blocking is fine. Answers a Map of file name to gzipped bytes. */
const files = new Map([
  ['graphiql.js', packaged.js],
  ['graphiql.css', packaged.css],
  ['editor.worker.js', packaged.editorWorkerService],
  ['json.worker.js', packaged.jsonWorker],
  ['graphql.worker.js', packaged.graphqlWorker],
]);

const compressed = new Map();
for (const [name, text] of files) compressed.set(name, gzipSync(text, { level: 9 }));

parentPort?.postMessage(compressed);
