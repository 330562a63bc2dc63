/** The first words of the documentation, in GraphiQL and in every tool that reads the schema. Pothos takes none. */
export const DESCRIPTION = `Satellogic’s Aleph in one graph: contracts, tasking, archive imagery, STAC collections and orders.

**Credentials** are your own, in headers: \`X-Aleph-Client-Id\` with \`X-Aleph-Client-Secret\`, or \`Authorization: Bearer\` with an access token.
Begin with \`contracts\`. Each is a scope of its own, and everything below it is read with that contract alone.

**Paging**: send \`pageInfo.endCursor\` as \`after\` while \`hasNextPage\` is true, with the other arguments unchanged.
Rows are missing where \`complete\` is false without a next page, or \`skipped\` is above 0.

**Errors**: branch on \`extensions.code\`. A failed field is null, and the rest of the data stays.
Where \`retryable\` is true, wait \`retryAfterSeconds\` and send the request again.
Quote \`requestId\` to the operator of this server.`;
