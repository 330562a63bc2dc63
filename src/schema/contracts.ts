import type { Contract } from '../aleph/contracts.ts';
import { contractOf, contractOfQuery, contractsOfQuery } from '../resolvers/contracts.ts';
import { builder } from './builder.ts';
import { NodeRef } from './nodes.ts';

export const ContractRef = builder.objectRef<Contract>('Contract').implement({
  description: 'A Satellogic contract: the scope of everything below it. One request may compare several.',
  interfaces: [NodeRef],
  fields: (t) => ({
    id: t.exposeID('id', {
      description: 'Aleph’s contract id as it is, e.g. cont.12345678-6863-4375-a89e-c832b32a5350. Not encoded.',
    }),
    name: t.exposeString('name', { description: 'Name in Aleph; the id where it has none.' }),
  }),
});

builder.queryFields((t) => ({
  contracts: t.field({
    type: [ContractRef],
    nullable: true,
    description: 'Every contract the caller’s credentials may use, in Aleph’s order.',
    resolve: contractsOfQuery,
  }),
  contract: t.field({
    type: ContractRef,
    nullable: true,
    description:
      'One contract by its Aleph id. Null with code CONTRACT_NOT_ACCESSIBLE when the credentials may not use it.',
    args: { id: t.arg.id({ required: true, description: 'Aleph’s contract id.' }) },
    resolve: contractOfQuery,
  }),
}));

/** The `contract` field of types that belong to a contract. */
export const contractField = {
  type: ContractRef,
  description: 'The contract it was seen through.',
  resolve: contractOf,
};
