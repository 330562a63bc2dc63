import type { Geometry } from 'geojson';
import { deepFreeze } from '../json/freeze.ts';
import { byLayout, type Layout, type Place, valueAt } from '../json/shapes.ts';
import type { JsonTape } from '../json/tape.ts';
import type { JsonTarget } from '../json/target.ts';
import { statusOf, type TaskStatus } from './task-statuses.ts';
import { entryOf, geometryOf, instantOf, int32Of, textOf } from './values/wire.ts';
import {
  type Copy,
  type Copying,
  copiesOf,
  copyNothing,
  geometry,
  instant,
  integer,
  type Members,
  text,
  type Written,
} from './written-members.ts';

/** A request to image a target, placed under a contract. */
export interface Task extends Written {
  readonly contractId: string;
  readonly taskId: number;
  readonly name: string;
  readonly projectName: string | undefined;
  readonly productId: number;
  readonly status: TaskStatus;
  /** Aleph's own word; its list of words is not closed. */
  readonly statusText: string;
  /** Instants are RFC 3339 in UTC. */
  readonly start: string | undefined;
  readonly end: string | undefined;
  readonly createdAt: string | undefined;
  readonly priority: number | undefined;
  readonly client: string | undefined;
  readonly target: Geometry | undefined;
}

/** What Aleph calls the members of a task, and what they are. */
const MEMBERS = {
  taskId: { name: 'task_id', copying: integer },
  name: { name: 'task_name', copying: text },
  projectName: { name: 'project_name', copying: text },
  productId: { name: 'product', copying: integer },
  statusText: { name: 'status', copying: text },
  start: { name: 'start', copying: instant },
  end: { name: 'end', copying: instant },
  createdAt: { name: 'created_time', copying: instant },
  priority: { name: 'priority', copying: integer },
  client: { name: 'client', copying: text },
  target: { name: 'target', copying: geometry },
} as const;

const COPYING: Readonly<Record<string, { readonly name: string; readonly copying: (name: string) => Copying }>> =
  MEMBERS;

/** What the tasks of one answer share where they have the same layout. */
class TaskLayout {
  readonly contractId: string;
  readonly taskId: Place;
  readonly productId: Place;
  readonly texts: readonly Place[];
  readonly copiesOf: (members: Members) => readonly Copy[];
  private readonly layout: Layout;

  constructor(contractId: string, layout: Layout) {
    this.contractId = contractId;
    this.layout = layout;
    this.taskId = this.placeOf('taskId');
    this.productId = this.placeOf('productId');
    this.texts = [this.placeOf('name'), this.placeOf('statusText')];
    this.copiesOf = copiesOf((member) => copyOf(layout, member));
  }

  placeOf(member: keyof typeof MEMBERS): Place {
    return this.layout.placeOf(MEMBERS[member].name);
  }
}

function copyOf(layout: Layout, member: string): Copy {
  const { name = '', copying } = entryOf(COPYING, member) ?? {};
  return copying?.(name)(layout) ?? copyNothing;
}

/** Reads the tasks of one answer, as `taskOf` does once they are parsed: undefined for a row that it makes nothing of. */
export function tasksOnTape(contractId: string): (tape: JsonTape, row: number) => Task | undefined {
  const layoutOf = byLayout((layout) => new TaskLayout(contractId, layout));
  return (tape, row) => {
    const layout = layoutOf(tape, row);
    const taskId = int32Of(valueAt(tape, row, layout.taskId));
    const productId = int32Of(valueAt(tape, row, layout.productId));
    if (taskId === undefined || productId === undefined) return undefined;
    const hasTexts = layout.texts.every((place) => place !== 0 && tape.isString(row + place));
    return hasTexts ? new TapedTask(layout, tape, row, { taskId, productId }) : undefined;
  };
}

/** A task of which each member is read when it is asked for. */
class TapedTask implements Task {
  readonly contractId: string;
  readonly taskId: number;
  readonly productId: number;
  readonly #layout: TaskLayout;
  readonly #tape: JsonTape;
  readonly #row: number;

  constructor(layout: TaskLayout, tape: JsonTape, row: number, ids: Pick<Task, 'taskId' | 'productId'>) {
    this.contractId = layout.contractId;
    this.taskId = ids.taskId;
    this.productId = ids.productId;
    this.#layout = layout;
    this.#tape = tape;
    this.#row = row;
  }

  get name(): string {
    return this.#text('name') ?? '';
  }

  get projectName(): string | undefined {
    return this.#text('projectName');
  }

  get status(): TaskStatus {
    return statusOf(this.statusText);
  }

  get statusText(): string {
    return this.#text('statusText') ?? '';
  }

  get start(): string | undefined {
    return instantOf(this.#text('start'));
  }

  get end(): string | undefined {
    return instantOf(this.#text('end'));
  }

  get createdAt(): string | undefined {
    return instantOf(this.#text('createdAt'));
  }

  get priority(): number | undefined {
    return int32Of(this.#value('priority'));
  }

  get client(): string | undefined {
    return this.#text('client');
  }

  get target(): Geometry | undefined {
    return deepFreeze(geometryOf(this.#value('target')));
  }

  writeAsIs(members: Members, index: number, target: JsonTarget): boolean {
    return this.#layout.copiesOf(members)[index]?.(this.#tape, this.#row, target) ?? false;
  }

  #text(member: keyof typeof MEMBERS): string | undefined {
    return textOf(this.#value(member));
  }

  #value(member: keyof typeof MEMBERS): unknown {
    return valueAt(this.#tape, this.#row, this.#layout.placeOf(member));
  }
}
