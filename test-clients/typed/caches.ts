import { InMemoryCache } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';
import { cacheExchange } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import { keys, possibleTypes, resolvers, typePolicies } from 'aleph-graphql/cache';
import { createClient, type FeatureCollection } from 'aleph-graphql/client';
import { ReceiptDocument } from '../generated/shipped/graphql';

/** tsc finds that the caches take what the package gives them, and that the scalars of its codegen config are its own. */
export const apollo = new InMemoryCache({ possibleTypes, typePolicies: typePolicies(relayStylePagination) });
export const urql = cacheExchange({ keys, resolvers: resolvers(relayPagination) });

export async function mapOf(url: string, token: string): Promise<FeatureCollection | undefined> {
  const { contracts } = await createClient({ url, credentials: { token } }).request(ReceiptDocument, {});
  return contracts?.[0]?.map?.featureCollection;
}
