/** The contracts of every sandbox, in Aleph's order: three of North's, then South's. */
export const PORTS = 'cont.5b0f1c7e-2d34-4a8e-9f61-0c9a7d3e8b12';
export const HARBOUR = 'cont.8e2a6d90-71c5-4f0b-b3d8-4e1f5a6c7d23';
export const ARCTIC = 'cont.c41d93f2-0a6b-4c87-8e5f-92b7d1a0e634';
export const SOUTHERN = 'cont.f7a3052b-9c48-4e16-a2d0-6b8f3c5e1d45';

/** Three years of archive over Singapore, as arguments of archiveSearch. */
export const SINGAPORE = {
  bbox: [103.5, 1.1, 104.1, 1.6],
  dates: { start: '2023-10-01', end: '2026-10-01' },
};

/** The same arguments as GraphQL text. */
export const OVER_SINGAPORE = `bbox: [103.5, 1.1, 104.1, 1.6], dates: { start: "2023-10-01", end: "2026-10-01" }`;
