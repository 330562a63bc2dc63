/** The part of Monaco that the page uses. GraphiQL shows it under `window.monaco`. */

/** @typedef {'operation.graphql' | 'variables.json' | 'response.json'} File */

/** @returns {any} */
function monacoEditors() {
  return Reflect.get(window, 'monaco')?.editor;
}

/** The model of one of GraphiQL's editors; undefined before it is there. */
function modelOf(/** @type {File} */ file) {
  return monacoEditors()
    ?.getModels()
    .find((/** @type {any} */ { uri }) => uri.path.endsWith(file));
}

export function textIn(/** @type {File} */ file) {
  return String(modelOf(file)?.getValue() ?? '');
}

export function write(/** @type {File} */ file, /** @type {string} */ text) {
  modelOf(file)?.setValue(text);
}

/**
 * GraphiQL's schema of the variables knows no scalar of ours, and underlines each BBox. The server checks them anyway.
 */
export function leaveScalarsAlone() {
  const defaults = Reflect.get(window, 'monaco')?.languages?.json?.jsonDefaults;
  if (!defaults) return;
  const set = defaults.setDiagnosticsOptions.bind(defaults);
  defaults.setDiagnosticsOptions = (/** @type {object} */ options) => set({ ...options, schemaValidation: 'ignore' });
  set({ ...defaults.diagnosticsOptions, schemaValidation: 'ignore' });
}

/** The editor of the operation; undefined before it is there. */
export function operationEditor() {
  return monacoEditors()
    ?.getEditors()
    .find((/** @type {any} */ editor) => editor.getModel()?.uri.path.endsWith('operation.graphql'));
}

/**
 * Puts the cursor into an operation, now and once more after the next change of the text, such as by Prettify. Of several
 * operations GraphiQL runs the one with the cursor.
 */
export function enterOperation(/** @type {string | null | undefined} */ name) {
  const model = operationEditor()?.getModel();
  if (!name || !model) return;
  const enter = () => {
    const [found] = model.findMatches(`(?:query|mutation|subscription)\\s+${name}\\b`, false, true, true, null, false);
    if (found) operationEditor()?.setPosition({ lineNumber: found.range.endLineNumber, column: found.range.endColumn });
  };
  enter();
  const listening = model.onDidChangeContent(() => {
    listening.dispose();
    setTimeout(enter);
  });
}
