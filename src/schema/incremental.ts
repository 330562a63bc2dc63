import {
  DirectiveLocation,
  GraphQLBoolean,
  GraphQLDirective,
  GraphQLInt,
  GraphQLNonNull,
  GraphQLString,
} from 'graphql';

const ARGUMENTS = {
  if: { type: new GraphQLNonNull(GraphQLBoolean), defaultValue: true, description: 'False sends it with the rest.' },
  label: { type: GraphQLString, description: 'Names the part that brings it. Each label stands once in a document.' },
};

export const DEFER = new GraphQLDirective({
  name: 'defer',
  description:
    'Sends a fragment of a query later, in a part of its own, where the client accepts multipart/mixed. For other clients it changes nothing.',
  locations: [DirectiveLocation.FRAGMENT_SPREAD, DirectiveLocation.INLINE_FRAGMENT],
  args: ARGUMENTS,
});

export const STREAM = new GraphQLDirective({
  name: 'stream',
  description:
    'Sends the rows of a list of a query later, in parts of their own, where the client accepts multipart/mixed. For other clients it changes nothing.',
  locations: [DirectiveLocation.FIELD],
  args: {
    ...ARGUMENTS,
    initialCount: {
      type: new GraphQLNonNull(GraphQLInt),
      defaultValue: 0,
      description: 'Rows that come with the list itself; 0 or more.',
    },
  },
});
