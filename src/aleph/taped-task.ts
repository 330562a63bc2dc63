import type { Geometry } from 'geojson';
import { deepFreeze } from '../json/freeze.ts';
import { byShape, type Place, type Shape, valueAt } from '../json/shapes.ts';
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
  type RawJson,
  text,
} from './written-members.ts';

/** A request to image a target, placed under a contract. */
export interface Task extends RawJson {
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
class TaskShape {
  readonly contractId: string;
  readonly taskId: Place;
  readonly productId: Place;
  readonly texts: readonly Place[];
  readonly copiesOf: (members: Members) => readonly Copy[];
  private readonly shape: Shape;

  constructor(contractId: string, shape: Shape) {
    this.contractId = contractId;
    this.shape = shape;
    this.taskId = this.placeOf('taskId');
    this.productId = this.placeOf('productId');
    this.texts = [this.placeOf('name'), this.placeOf('statusText')];
    this.copiesOf = copiesOf((member) => copyOf(shape, member));
  }

  placeOf(member: keyof typeof MEMBERS): Place {
    return this.shape.placeOf(MEMBERS[member].name);
  }
}

function copyOf(shape: Shape, member: string): Copy {
  const { name = '', copying } = entryOf(COPYING, member) ?? {};
  return copying?.(name)(shape) ?? copyNothing;
}

/** Reads the tasks of one answer, as `taskOf` does once they are parsed: undefined for a row that it makes nothing of. */
export function tasksOnTape(contractId: string): (tape: JsonTape, row: number) => Task | undefined {
  const shapeOf = byShape((shape) => new TaskShape(contractId, shape));
  return (tape, row) => {
    const shape = shapeOf(tape, row);
    const taskId = int32Of(valueAt(tape, row, shape.taskId));
    const productId = int32Of(valueAt(tape, row, shape.productId));
    if (taskId === undefined || productId === undefined) return undefined;
    const hasTexts = shape.texts.every((place) => place !== 0 && tape.isString(row + place));
    return hasTexts ? new TapedTask(shape, tape, row, { taskId, productId }) : undefined;
  };
}

/** A task of which each member is read when it is asked for. */
class TapedTask implements Task {
  readonly contractId: string;
  readonly taskId: number;
  readonly productId: number;
  readonly #shape: TaskShape;
  readonly #tape: JsonTape;
  readonly #row: number;

  constructor(shape: TaskShape, tape: JsonTape, row: number, ids: Pick<Task, 'taskId' | 'productId'>) {
    this.contractId = shape.contractId;
    this.taskId = ids.taskId;
    this.productId = ids.productId;
    this.#shape = shape;
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

  copyRaw(members: Members, index: number, target: JsonTarget): boolean {
    return this.#shape.copiesOf(members)[index]?.(this.#tape, this.#row, target) ?? false;
  }

  #text(member: keyof typeof MEMBERS): string | undefined {
    return textOf(this.#value(member));
  }

  #value(member: keyof typeof MEMBERS): unknown {
    return valueAt(this.#tape, this.#row, this.#shape.placeOf(member));
  }
}
