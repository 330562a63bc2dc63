import type { Shape } from './data/shapes.ts';
import type { Graphiql } from './graphiql.ts';
import type { Layout } from './layout.ts';
import type { Chart } from './view/chart.ts';
import { currentTheme } from './view/theme.ts';

/** Lines of JSON are marked for this many shapes at once. */
const MOST_MARKED = 100;

export interface Selection {
  /** Other shapes; the chosen one stays where it is among them. */
  show(shapes: readonly Shape[], note: string, selected: string | undefined): void;
  hover(shapes: readonly Shape[]): void;
  /** The shape around a line of JSON. */
  hoverLine(line: number | undefined): void;
  /** Chooses one, lists several, or lets go. */
  pick(shapes: readonly Shape[]): void;
  /** Lets go, and leads the focus back to the list. */
  close(): void;
  showAll(): void;
  selectedKey(): string | undefined;
  /** Marks again, on another map. */
  remark(): void;
}

interface Parts {
  readonly chart: () => Chart;
  readonly layout: () => Pick<Layout, 'list' | 'card'>;
  readonly graphiql: Pick<Graphiql, 'mark'>;
}

/** Which shapes are under the pointer or the focus, and which is chosen: the same on map, list, card and JSON. */
export function createSelection({ chart, layout, graphiql }: Parts): Selection {
  let all: readonly Shape[] = [];
  let note = '';
  let hovered: readonly Shape[] = [];
  let selected: Shape | undefined;

  const mark = (isShown: boolean) => {
    chart().mark(hovered, selected);
    layout().list.mark(hovered, selected);
    const shapes = hovered.length === 0 && selected ? [selected] : hovered;
    graphiql.mark(
      shapes.slice(0, MOST_MARKED).flatMap(({ places }) => places),
      isShown,
    );
  };
  const hover = (shapes: readonly Shape[], isShown: boolean) => {
    if (shapes.length === hovered.length && shapes.every((one, index) => one === hovered[index])) return;
    hovered = shapes;
    // The JSON of the chosen shape stays in view.
    mark(isShown && shapes.length === 1 && selected === undefined);
  };
  const list = (shapes: readonly Shape[]) =>
    layout().list.show(shapes, currentTheme(), shapes === all ? note : '', shapes !== all);
  const select = (shape: Shape | undefined) => {
    selected = shape;
    chart().clearPicture();
    layout().card.show(shape);
    mark(shape !== undefined);
  };
  return {
    show(shapes, text, key) {
      [all, note, hovered] = [shapes, text, []];
      list(all);
      select(all.find((one) => key !== undefined && one.key === key));
    },
    hover: (shapes) => hover(shapes, true),
    hoverLine: (line) => hover(line === undefined ? [] : shapesAtLine(all, line), false),
    pick(shapes) {
      if (shapes.length > 1) list(shapes);
      select(shapes.length === 1 ? shapes[0] : undefined);
    },
    close() {
      const left = selected;
      select(undefined);
      if (left !== undefined) layout().list.focus(left);
    },
    showAll: () => list(all),
    selectedKey: () => selected?.key,
    remark: () => mark(false),
  };
}

/** The shape whose object is the smallest around a line. */
function shapesAtLine(shapes: readonly Shape[], line: number): readonly Shape[] {
  const around = shapes.flatMap((shape) =>
    shape.places.flatMap(({ start, end }) => (start <= line && line <= end ? [{ shape, lines: end - start }] : [])),
  );
  const [smallest] = around.sort((one, other) => one.lines - other.lines);
  return smallest === undefined ? [] : [smallest.shape];
}
