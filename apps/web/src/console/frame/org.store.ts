import { computed, reactive } from 'vue';
import type { Org } from '#contracts/org.js';
import { useLanguage } from '../../words/words.js';
import { readOrgs } from '../console.api.js';

const store = reactive({ units: [] as Org[], villages: [] as Org[], others: [] as Org[], loaded: false });
const otherKinds = ['city', 'city-centre', 'department', 'town-centre'] as const;
let reading: Promise<void> | null = null;

/** Area units, villages and the orgs whose desks are named beside them, within the session's scope. */
export const orgs = store;

/** Loads the orgs once; called again after a failure it tries again. */
export function loadOrgs(): Promise<void> {
  reading ??= Promise.all([readOrgs('area-unit'), readOrgs('village'), ...otherKinds.map(readOrgs)]).then(
    ([units = [], villages = [], ...others]) => void Object.assign(store, { units, villages, others: others.flat(), loaded: true }),
    (failure: unknown) => {
      reading = null;
      throw failure;
    },
  );
  return reading;
}

/** Names of orgs by id in the reader's language; an unknown id names itself. */
export function useOrgNames() {
  const { pick } = useLanguage();
  const byId = computed(() => new Map([...store.others, ...store.villages, ...store.units].map((org) => [org.id, org])));
  const nameOf = (orgId: string): string => {
    const org = byId.value.get(orgId);
    return org ? pick(org.name, org.nameEn) : orgId;
  };
  const shortNameOf = (orgId: string): string => {
    const org = byId.value.get(orgId);
    return org ? pick(org.shortName ?? org.name, org.nameEn) : orgId;
  };
  return { nameOf, shortNameOf };
}
