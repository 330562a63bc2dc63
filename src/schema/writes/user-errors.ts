import type { UserError } from '../../aleph/writes/user-errors.ts';
import { builder } from '../builder.ts';

const UserErrorCodeRef = builder.enumType('UserErrorCode', {
  description: 'What has to be put right.',
  values: {
    INVALID_NAME: { description: 'A name that is empty, too long, or has characters that Aleph may change.' },
    INVALID_GEOMETRY: { description: 'No valid Point or Polygon.' },
    INVALID_WINDOW: { description: 'The end is not after the start, or is in the past.' },
    INVALID_VALUE: { description: 'Out of range, or in a form that is not taken.' },
    UNKNOWN_PRODUCT: { description: 'Not among the contract’s taskingProducts.' },
    TARGET_TYPE_MISMATCH: { description: 'Point where a Polygon is due, or the other way round.' },
    INVALID_SKU: { description: 'No SKU that this server knows.' },
    PARAMETER_REQUIRED: { description: 'The SKU needs this parameter.' },
    PARAMETER_NOT_ALLOWED: { description: 'Known, but not for this SKU.' },
    NOT_IN_CONTRACT: { description: 'Aleph: the SKU is not in this contract.' },
    REFUSED_BY_ALEPH: { description: 'Aleph’s own refusal; its text is the message.' },
    AMBIGUOUS_NAME: { description: 'Several equal tasks or orders bear this name: choose another.' },
    WRITE_OUTCOME_UNKNOWN: { description: 'With outcome UNCERTAIN only.' },
    NOT_FOUND: { description: 'Nothing by this id or key.' },
    NOT_CANCELABLE: { description: 'Orders without a task behind them.' },
  } as const,
});

export const UserErrorRef = builder.objectRef<UserError>('UserError').implement({
  description: 'Something that the person at the form can put right.',
  fields: (t) => ({
    code: t.expose('code', { type: UserErrorCodeRef, description: 'For programs.' }),
    message: t.exposeString('message', { description: 'For people.' }),
    field: t.exposeStringList('field', {
      nullable: true,
      description: 'Path into the input, e.g. ["target"] or ["parameters", "start"]. Null when it concerns the whole.',
    }),
  }),
});
