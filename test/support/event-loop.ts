/** Holds the event loop, as heavy work does. */
export function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}
