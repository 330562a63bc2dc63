import type { Geometry } from 'geojson';
import type { JsonTape, JsonTarget } from './json-tape.ts';
import { deepFreeze } from './sharing.ts';
import { statusOf, type TaskStatus } from './task-statuses.ts';
import type { Task } from './tasks.ts';
import { geometryOf, instantOf, int32Of } from './wire.ts';
import { geometry, instant, integer, text, type WrittenMember } from './written-members.ts';

/** Where Aleph has the members of a task. */
const MEMBERS = {
  taskId: integer('task_id'),
  name: text('task_name'),
  projectName: text('project_name'),
  productId: integer('product'),
  statusText: text('status'),
  start: instant('start'),
  end: instant('end'),
  createdAt: instant('created_time'),
  priority: integer('priority'),
  client: text('client'),
  target: geometry('target'),
} as const;

const WRITTEN: ReadonlyMap<string, WrittenMember> = new Map([...Object.entries(MEMBERS)]);

/** The task on a tape that `taskOf` makes of it once it is parsed; undefined where that makes nothing of it. */
export function taskOnTape(contractId: string, tape: JsonTape, node: number): Task | undefined {
  const taskId = int32Of(tape.value(tape.member(node, MEMBERS.taskId.name)));
  const productId = int32Of(tape.value(tape.member(node, MEMBERS.productId.name)));
  if (taskId === undefined || productId === undefined) return undefined;
  const hasTexts = [MEMBERS.name, MEMBERS.statusText].every(({ name }) => tape.isString(tape.member(node, name)));
  return hasTexts ? new TapedTask({ contractId, taskId, productId }, tape, node) : undefined;
}

/** A task of which each member is read when it is asked for. */
class TapedTask implements Task {
  readonly contractId: string;
  readonly taskId: number;
  readonly productId: number;
  readonly #tape: JsonTape;
  readonly #node: number;

  constructor(ids: Pick<Task, 'contractId' | 'taskId' | 'productId'>, tape: JsonTape, node: number) {
    this.contractId = ids.contractId;
    this.taskId = ids.taskId;
    this.productId = ids.productId;
    this.#tape = tape;
    this.#node = node;
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
    return int32Of(this.#tape.value(this.#at('priority')));
  }

  get client(): string | undefined {
    return this.#text('client');
  }

  get target(): Geometry | undefined {
    return deepFreeze(geometryOf(this.#tape.value(this.#at('target'))));
  }

  writeAsIs(member: string, target: JsonTarget): boolean {
    const written = WRITTEN.get(member);
    return written?.writeAsIs(this.#tape, this.#tape.member(this.#node, written.name), target) ?? false;
  }

  #at(member: keyof typeof MEMBERS): number | undefined {
    return this.#tape.member(this.#node, MEMBERS[member].name);
  }

  #text(member: keyof typeof MEMBERS): string | undefined {
    return this.#tape.string(this.#at(member));
  }
}
