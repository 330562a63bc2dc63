import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Where a server process listens, once it has said so. Rejects when it ends first. */
export async function addressOf(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('the output is not there to be read');
  const lines = createInterface(child.stdout);
  const found = new Promise<string>((resolve) => {
    lines.on('line', (line) => {
      const { msg, url } = JSON.parse(line) as { msg?: string; url?: string };
      if (msg === 'listening' && url !== undefined) resolve(url);
    });
  });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('the server ended before it listened')));
  // It ends after all in the end, when nobody waits for this any more.
  ended.catch(() => undefined);
  return Promise.race([found, ended]);
}
