import type { Assignment, AssignmentDetail, AssignmentPage, GiveAssignment } from '#contracts/assignment.js';
import type { DutyAnswer, Org, OrgDetail, OrgKind, OrgPage } from '#contracts/org.js';
import { api } from '../../session/api-client.js';

const part = encodeURIComponent;

export type AssignmentFilter = { state?: string; incidentId?: string; cursor?: string };

/** Everything that the console asks about assignments, one function per route. */
export const readAssignments = (filter: AssignmentFilter): Promise<AssignmentPage> =>
  api.get(`/api/assignments?${new URLSearchParams(Object.entries(filter).filter(([, value]) => value)).toString()}`);
export const readAssignment = (id: string): Promise<AssignmentDetail> => api.get(`/api/assignments/${part(id)}`);
export const giveAssignment = (body: GiveAssignment): Promise<Assignment> => api.command('/api/assignments', body);
export const withdrawAssignment = (id: string, body: { requestId: string; reason: string }): Promise<Assignment> =>
  api.command(`/api/assignments/${part(id)}/withdraw`, body);

/** Orgs of one kind within the reader's scope, and who holds which post at one of them. */
export const readOrgsOf = async (kind: OrgKind): Promise<Org[]> => (await api.get<OrgPage>(`/api/orgs?kind=${kind}`)).orgs;
export const readPostsOf = async (orgId: string): Promise<{ posts: OrgDetail['posts']; duties: DutyAnswer['duties'] }> => {
  const [org, duty] = await Promise.all([
    api.get<OrgDetail>(`/api/orgs/${part(orgId)}`),
    api.get<DutyAnswer>(`/api/duty?orgId=${part(orgId)}`),
  ]);
  return { posts: org.posts, duties: duty.duties };
};
