import type { Sandbox } from '../../src/sandbox/server.ts';
import { restOf } from '../../test/support/sandbox/rest.ts';

export type Tenant = 'sandbox-north' | 'sandbox-south';

/** Somebody who sends credentials of one form. */
export interface Asker {
  readonly name: string;
  /** Whose data the credentials open; undefined when they must open nothing. */
  readonly tenant: Tenant | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

export const TENANTS: readonly Tenant[] = ['sandbox-north', 'sandbox-south'];

/** Everybody, with tokens that are good now; to be called again after a revocation. */
export async function askersOf(sandbox: Sandbox): Promise<readonly Asker[]> {
  const rightful = await Promise.all(TENANTS.map((tenant) => askersOfTenant(sandbox, tenant)));
  const [north, south] = await Promise.all(TENANTS.map(async (tenant) => (await restOf(sandbox, tenant)).token));
  return [...rightful.flat(), ...twinsOf(north ?? '', south ?? '')];
}

async function askersOfTenant(sandbox: Sandbox, tenant: Tenant): Promise<readonly Asker[]> {
  const secret = secretOf(tenant);
  const { token } = await restOf(sandbox, tenant);
  const basic = Buffer.from(`${tenant}:${secret}`).toString('base64');
  return [
    { name: `${tenant} by pair`, tenant, headers: pair(tenant, secret) },
    { name: `${tenant} by Basic`, tenant, headers: { authorization: `Basic ${basic}` } },
    { name: `${tenant} by token`, tenant, headers: { authorization: `Bearer ${token}` } },
  ];
}

/** Near enough to a tenant's credentials to be taken for them by a careless key; Aleph gives them nothing. */
function twinsOf(northToken: string, southToken: string): readonly Asker[] {
  const [north, south] = TENANTS.map(secretOf);
  const twins: Record<string, Asker['headers']> = {
    'North’s id with South’s secret': pair('sandbox-north', String(south)),
    'South’s id with North’s secret': pair('sandbox-south', String(north)),
    'North’s pair cut elsewhere': pair('sandbox-northsandbox-', 'north-secret'),
    'South’s pair cut elsewhere': pair('sandbox', `-south${south}`),
    'North’s id with North’s token as secret': pair('sandbox-north', northToken),
    'North’s secret as token': { authorization: `Bearer ${north}` },
    'North’s token with another end': { authorization: `Bearer ${northToken.slice(0, -1)}~` },
    'both tokens in one': { authorization: `Bearer ${northToken}${southToken}` },
  };
  return Object.entries(twins).map(([name, headers]) => ({ name, tenant: undefined, headers }));
}

function secretOf(tenant: Tenant): string {
  return `${tenant}-secret`;
}

function pair(id: string, secret: string): Asker['headers'] {
  return { 'x-aleph-client-id': id, 'x-aleph-client-secret': secret };
}
