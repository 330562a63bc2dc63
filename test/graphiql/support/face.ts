import { startFacade } from '../../support/facade/facade.ts';

/** The page as `npm start` serves it, at `${url}/graphql`. */
export interface Face {
  readonly url: string;
  close(): Promise<void>;
}

export function startFace(): Promise<Face> {
  return startFacade();
}
