import { fileURLToPath } from 'node:url';

/** Starts a part of the bench where its file is the process itself, and prints its address as the server prints its own. */
export async function announce(fileUrl: string, start: () => Promise<{ readonly url: string }>): Promise<void> {
  if (process.argv[1] !== fileURLToPath(fileUrl)) return;
  const { url } = await start();
  process.stdout.write(`${JSON.stringify({ url, msg: 'listening' })}\n`);
}
