/** Written by npm run schema. */

export type ScalarName = 'DateTime' | 'Date' | 'Duration' | 'BBox' | 'Geometry' | 'FeatureCollection' | 'URL' | 'JSONObject';

/** The types of each interface. */
export const POSSIBLE_TYPES: Record<string, string[]> = {
  "Node": [
    "Contract",
    "TaskingProduct",
    "Task",
    "StacCollection",
    "StacItem",
    "Capture",
    "Order"
  ],
  "PlacementPayload": [
    "CreateTaskPayload",
    "CreateOrderPayload"
  ]
};

/** Fields with pages, and their arguments but for those that choose the page. */
export const CONNECTIONS: Record<string, Record<string, readonly string[]>> = {
  "Contract": {
    "tasks": [
      "filter"
    ],
    "archiveSearch": [
      "bbox",
      "dates",
      "collections",
      "filter"
    ],
    "stacSearch": [
      "input",
      "filter"
    ],
    "orders": [
      "filter"
    ]
  },
  "StacCollection": {
    "items": [
      "bbox",
      "dates",
      "filter"
    ]
  },
  "Capture": {
    "items": []
  }
};

/** Lists of objects. Those of objects without id are true. */
export const LISTS: Record<string, Record<string, boolean>> = {
  "Contract": {
    "taskingProducts": false,
    "stacCollections": false
  },
  "Task": {
    "captures": false
  },
  "Extent": {
    "intervals": true
  },
  "StacCollection": {
    "providers": true
  },
  "StacItem": {
    "bands": true,
    "assets": false
  },
  "Asset": {
    "bands": true
  },
  "ImageryPass": {
    "items": false
  },
  "Capture": {
    "attachments": true
  },
  "Deliverable": {
    "assets": false
  },
  "Order": {
    "events": true,
    "captures": false,
    "deliverables": false
  },
  "CreateTaskPayload": {
    "userErrors": true
  },
  "CreateOrderPayload": {
    "userErrors": true
  },
  "CancelTaskPayload": {
    "userErrors": true
  },
  "CancelOrderPayload": {
    "userErrors": true
  },
  "TaskCheck": {
    "userErrors": true
  },
  "OrderCheck": {
    "userErrors": true
  },
  "Query": {
    "nodes": false,
    "contracts": false
  }
};

/** Types without id. */
export const EMBEDDED: readonly string[] = [
  "Provider",
  "Interval",
  "Extent",
  "Band",
  "ImageryPass",
  "SearchReport",
  "Attachment",
  "OrderEvent",
  "UserError",
  "PlacementUncertainty",
  "CreateTaskPayload",
  "CreateOrderPayload",
  "CancelTaskPayload",
  "CancelOrderPayload",
  "TaskCheck",
  "OrderCheck",
  "Mutation"
];

/** Types that make up a page. */
export const PAGES: readonly string[] = [
  "PageInfo",
  "TaskEdge",
  "TaskConnection",
  "ImageryEdge",
  "ImageryConnection",
  "OrderEdge",
  "OrderConnection"
];
