export interface Product {
  readonly pk: number;
  readonly name: string;
  /** True when it takes a polygon; older answers do not say. */
  readonly is_area?: boolean;
}
