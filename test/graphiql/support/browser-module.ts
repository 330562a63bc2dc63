/** Imports one of the page's own modules, which are plain JavaScript; `T` states what the test uses of it. */
export async function importBrowserModule<T>(name: string): Promise<T> {
  const url = new URL(`../../../assets/graphiql/browser/${name}`, import.meta.url);
  return (await import(/* @vite-ignore */ url.href)) as T;
}
