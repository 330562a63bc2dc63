import type { AlephClient } from '../../../src/aleph/client.ts';

export interface FakeAleph extends AlephClient {
  /** Every read that reached it, in order: the method's name and what it was called with. */
  readonly asked: readonly (readonly unknown[])[];
}

/** A client that answers what it is told to, and rejects every other read. */
export function createFakeAleph(answers: Partial<AlephClient> = {}): FakeAleph {
  const asked: (readonly unknown[])[] = [];
  const noted =
    <A extends unknown[], T>(name: keyof AlephClient, read?: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      asked.push([name, ...args]);
      if (read === undefined) throw new Error(`${name} has no answer here`);
      return read(...args);
    };
  return {
    asked,
    identity: 'fake',
    credentialKind: answers.credentialKind ?? 'PAIR',
    authenticate: noted('authenticate', answers.authenticate),
    listContracts: noted('listContracts', answers.listContracts),
    listProducts: noted('listProducts', answers.listProducts),
    listTasks: noted('listTasks', answers.listTasks),
    getTask: noted('getTask', answers.getTask),
    searchArchive: noted('searchArchive', answers.searchArchive),
    searchItems: noted('searchItems', answers.searchItems),
    getItems: noted('getItems', answers.getItems),
    listCollections: noted('listCollections', answers.listCollections),
    getCollection: noted('getCollection', answers.getCollection),
    takesFilters: noted('takesFilters', answers.takesFilters),
    takesPlainFilter: noted('takesPlainFilter', answers.takesPlainFilter),
    noteFiltersRefused: answers.noteFiltersRefused ?? (() => asked.push(['noteFiltersRefused'])),
    listTaskCaptures: noted('listTaskCaptures', answers.listTaskCaptures),
    listAttachments: noted('listAttachments', answers.listAttachments),
    listOrders: noted('listOrders', answers.listOrders),
    getOrder: noted('getOrder', answers.getOrder),
    listOrderEvents: noted('listOrderEvents', answers.listOrderEvents),
    listOrderCaptures: noted('listOrderCaptures', answers.listOrderCaptures),
    listDeliverables: noted('listDeliverables', answers.listDeliverables),
    receipt: () => ({ calls: [], totals: { upstreamCalls: 0, tokenCalls: 0, shared: 0, ms: 0, bytes: 0 } }),
  };
}
