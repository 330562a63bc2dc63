import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate as turn } from 'node:timers/promises';

// Loaded into the server by `--import` in soaks, so that the product itself has no door for questions like these.
const loopDelay = monitorEventLoopDelay({ resolution: 10 });
loopDelay.enable();

process.on('message', async () => {
  const loopDelayP99Ms = loopDelay.percentile(99) / 1e6;
  // What finalizers let go of in the first pass is collected in the second.
  globalThis.gc();
  await turn();
  globalThis.gc();
  const { heapUsed, rss } = process.memoryUsage();
  const active = process.getActiveResourcesInfo();
  process.send({
    heapMb: heapUsed / 2 ** 20,
    rssMb: rss / 2 ** 20,
    sockets: active.filter((name) => name === 'TCPSocketWrap').length,
    timers: active.filter((name) => name === 'Timeout').length,
    loopDelayP99Ms,
  });
  // The pause of the collection is ours, not the server's.
  await turn();
  loopDelay.reset();
});
// Listening for questions must not keep a server alive that was told to end.
process.channel.unref();
