import type { Place } from './data/shapes.ts';

/** The parts of Monaco that the map uses. GraphiQL shows them under `window.monaco`. */
interface Model {
  readonly uri: { readonly path: string };
  getValue(): string;
  setValue(text: string): void;
  onDidChangeContent(changed: () => void): void;
}
interface Decorations {
  set(decorations: readonly unknown[]): void;
}
interface Editor {
  getModel(): Model | null;
  createDecorationsCollection(): Decorations;
  revealLineInCenterIfOutsideViewport(line: number): void;
  onMouseMove(
    moved: (event: { readonly target: { readonly position: { readonly lineNumber: number } | null } }) => void,
  ): void;
  onMouseLeave(left: () => void): void;
  onDidChangeCursorPosition(
    moved: (event: { readonly position: { readonly lineNumber: number }; readonly reason: number }) => void,
  ): void;
}
interface Monaco {
  readonly editor: {
    getModels(): readonly Model[];
    getEditors(): readonly Editor[];
  };
}

/** GraphiQL's current tab: its operation, variables and answer. */
export interface Graphiql {
  operation(): string;
  variables(): string;
  setVariables(text: string): void;
  /** The answer as it is shown. */
  answer(): string;
  onAnswer(changed: () => void): void;
  /** A change of operation or variables. */
  onEdit(changed: () => void): void;
  /** Marks lines of the answer, and shows the first where `isShown`. */
  mark(places: readonly Place[], isShown: boolean): void;
  /** The line of the answer under the pointer or the cursor. */
  onLine(found: (line: number | undefined) => void): void;
  run(): void;
}

/** Monaco's reason for a cursor that people moved, neither a program nor a change of the content. */
const BY_PEOPLE = 3;

export function connectGraphiql(): Graphiql {
  const { monaco } = window as unknown as { monaco: Monaco };
  const modelOf = (file: string) => {
    const model = monaco.editor.getModels().find(({ uri }) => uri.path.endsWith(file));
    if (model === undefined) throw new Error(`GraphiQL has no editor for ${file}.`);
    return model;
  };
  const [operation, variables, response] = ['operation.graphql', 'variables.json', 'response.json'].map(modelOf) as [
    Model,
    Model,
    Model,
  ];
  const editor = monaco.editor.getEditors().find((one) => one.getModel() === response);
  const decorations = editor?.createDecorationsCollection();
  return {
    operation: () => operation.getValue(),
    variables: () => variables.getValue(),
    setVariables: (text) => variables.setValue(text),
    answer: () => response.getValue(),
    onAnswer: (changed) => response.onDidChangeContent(changed),
    onEdit(changed) {
      for (const model of [operation, variables]) model.onDidChangeContent(changed);
    },
    mark(places, isShown) {
      decorations?.set(places.map(decorationOf));
      const [first] = places;
      if (first && isShown) editor?.revealLineInCenterIfOutsideViewport(first.start);
    },
    onLine(found) {
      editor?.onMouseMove(({ target }) => found(target.position?.lineNumber));
      editor?.onMouseLeave(() => found(undefined));
      editor?.onDidChangeCursorPosition(({ position, reason }) => {
        if (reason === BY_PEOPLE) found(position.lineNumber);
      });
    },
    run: () => document.querySelector<HTMLElement>('.graphiql-execute-button')?.click(),
  };
}

function decorationOf({ start, end }: Place) {
  return {
    range: { startLineNumber: start, startColumn: 1, endLineNumber: end, endColumn: 1 },
    options: { isWholeLine: true, className: 'map-marked-line' },
  };
}
