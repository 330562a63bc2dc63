/** Whether a text is an origin in the form that browsers send: scheme, host, and a port unless it is the usual one. */
export function isOrigin(text: string): boolean {
  return !text.includes('*') && URL.canParse(text) && new URL(text).origin === text;
}
