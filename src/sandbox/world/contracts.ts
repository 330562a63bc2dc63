import { COLLECTION_IDS, type CollectionId } from './imagery/entries.ts';
import type { Product } from './products.ts';

/** A contract, the credential it belongs to, and what it entitles to. */
export interface Contract {
  readonly id: string;
  readonly name: string;
  readonly clientId: string;
  readonly products: readonly Product[];
  readonly collections: readonly CollectionId[];
  /** What new orders may name. Old ones may name others too. */
  readonly skus: readonly string[];
}

/** No two contracts are entitled to the same, so that a mix-up shows. */
export const CONTRACTS: readonly Contract[] = [
  {
    id: 'cont.5b0f1c7e-2d34-4a8e-9f61-0c9a7d3e8b12',
    name: 'Northern Ports Observatory',
    clientId: 'sandbox-north',
    products: [
      { pk: 169, name: 'Multispectral 70cm', is_area: false },
      { pk: 178, name: 'Area Coverage 70cm', is_area: true },
      { pk: 184, name: 'Super-resolved 50cm', is_area: false },
      { pk: 191, name: 'Change Monitoring 70cm' },
    ],
    collections: COLLECTION_IDS,
    skus: ['TSKPOI-M', 'TSKARE-M', 'TSKRSH-M.NN.NN', 'TSKRRD-M.NN.NN', 'ARCIMG-M.NN.NN', 'ARCLGD-M.NN.NN'],
  },
  {
    id: 'cont.8e2a6d90-71c5-4f0b-b3d8-4e1f5a6c7d23',
    name: 'Harbour  Authority Archive ',
    clientId: 'sandbox-north',
    products: [
      { pk: 203, name: 'Harbour Watch 70cm', is_area: false },
      { pk: 204, name: 'Harbour Mosaic 1m', is_area: true },
    ],
    collections: ['quickview-visual', 'quickview-visual-thumb', 'l1d'],
    skus: ['TSKPOI-M', 'ARCIMG-M.NN.NN', 'ARCLGD-M.NN.NN'],
  },
  {
    id: 'cont.c41d93f2-0a6b-4c87-8e5f-92b7d1a0e634',
    name: 'Arctic Logistics Rush Tasking',
    clientId: 'sandbox-north',
    products: [
      { pk: 211, name: 'Rush Multispectral 70cm', is_area: false },
      { pk: 212, name: 'Rush Rapid Delivery 70cm', is_area: false },
    ],
    collections: ['l1d-sr', 'quickview-visual-thumb'],
    skus: ['TSKRSH-M.NN.NN', 'TSKRRD-M.NN.NN'],
  },
  {
    id: 'cont.f7a3052b-9c48-4e16-a2d0-6b8f3c5e1d45',
    name: 'Southern Cross Crop Insurance',
    clientId: 'sandbox-south',
    products: [
      { pk: 220, name: 'Field Sampling 70cm', is_area: false },
      { pk: 221, name: 'Field Coverage 1m', is_area: true },
    ],
    collections: ['l1d-sr', 'quickview-visual', 'quickview-toa', 'quickview-visual-thumb'],
    skus: ['TSKPOI-M', 'TSKARE-M', 'ARCIMG-M.NN.NN'],
  },
];
