import type {
  Activation,
  ActivationPage,
  ActivationTimeline,
  ComposedTask,
  Preview,
  ReportAnswer,
  StartActivation,
} from '#contracts/activation.js';
import type { CallList } from '#contracts/call-list.js';
import type {
  CategoriesAnswer,
  Category,
  Incident,
  IncidentDraft,
  IncidentDraftsAnswer,
  IncidentPage,
  OpenIncident,
} from '#contracts/incident.js';
import type { NotReached, Progress, TaskDelivery } from '#contracts/mailbox.js';
import type { OpenedDesk, Org, OrgKind, OrgPage } from '#contracts/org.js';
import type { PlanTriggersAnswer, ReportTrigger } from '#contracts/plan-library.js';
import type { Reconciliation } from '#contracts/reconciliation.js';
import type { ResponseLevel } from '#contracts/scales.js';
import type { Task, TimelineEntry } from '#contracts/task.js';
import { api } from '../session/api-client.js';

const part = encodeURIComponent;

/** Everything that the console asks of the services, one function per route. */
export const readIncidents = async (): Promise<Incident[]> => (await api.get<IncidentPage>('/api/incidents?limit=200')).incidents;
export const readIncident = (id: string): Promise<Incident> => api.get(`/api/incidents/${part(id)}`);
export const readCategories = async (): Promise<Category[]> => (await api.get<CategoriesAnswer>('/api/categories')).categories;
export const readDrafts = async (): Promise<IncidentDraft[]> => (await api.get<IncidentDraftsAnswer>('/api/incident-drafts')).drafts;
export const openIncident = (body: OpenIncident): Promise<Incident> => api.command('/api/incidents', body);

export const readOrgs = async (kind: OrgKind): Promise<Org[]> => (await api.get<OrgPage>(`/api/orgs?kind=${kind}`)).orgs;

export type PreviewQuestion = {
  incidentId: string;
  level: ResponseLevel;
  unitIds: string[];
  reports: string[];
  linesOfUnit: string | null;
};
export const previewActivation = (question: PreviewQuestion): Promise<Preview> => api.post('/api/activations/preview', question);
/** One try of the click; the start button asks again by itself with the very same body. */
export const startActivation = (body: StartActivation): Promise<Activation> => api.post('/api/activations', body);
export const readActivations = async (): Promise<Activation[]> => (await api.get<ActivationPage>('/api/activations?limit=200')).activations;
export const readRunningActivations = async (): Promise<Activation[]> =>
  (await api.get<ActivationPage>('/api/activations?state=running&limit=200')).activations;
export const readActivation = (id: string): Promise<Activation> => api.get(`/api/activations/${part(id)}`);
export const readCallList = (id: string): Promise<CallList> => api.get(`/api/activations/${part(id)}/call-list`);
export const readProgress = (id: string): Promise<Progress> => api.get(`/api/activations/${part(id)}/progress`);
export const readReconciliation = (id: string): Promise<Reconciliation> => api.get(`/api/activations/${part(id)}/reconciliation`);
export const readActivationTimeline = async (id: string): Promise<TimelineEntry[]> =>
  (await api.get<ActivationTimeline>(`/api/activations/${part(id)}/timeline`)).entries;
export const endActivation = (id: string, body: { requestId: string; reason: string }): Promise<Activation> =>
  api.command(`/api/activations/${part(id)}/end`, body);
export const reportTrigger = (id: string, body: { requestId: string; trigger: string; unitIds: string[] }): Promise<ReportAnswer> =>
  api.command(`/api/activations/${part(id)}/reports`, body);
export const readTriggers = async (): Promise<ReportTrigger[]> => (await api.get<PlanTriggersAnswer>('/api/plan-triggers')).triggers;

export type TaskPage = { tasks: Task[]; next: string | null };
export type TaskStory = { entries: TimelineEntry[]; composed: ComposedTask };
export type TaskFilter = { activationId: string; unitId?: string; taskNo?: string; orgId?: string; cursor?: string };
export const readTasks = (filter: TaskFilter): Promise<TaskPage> => api.get(`/api/tasks?${new URLSearchParams(filter).toString()}`);
export const readTask = (id: string): Promise<Task> => api.get(`/api/tasks/${part(id)}`);
export const readTaskStory = (id: string): Promise<TaskStory> => api.get(`/api/tasks/${part(id)}/timeline`);
export const readDelivery = (taskId: string): Promise<TaskDelivery> => api.get(`/api/deliveries/${part(taskId)}`);
export const readNotReached = (activationId: string): Promise<NotReached[]> =>
  api.get(`/api/not-reached?activationId=${part(activationId)}`);

export type DemoState = { demo: boolean; online: boolean; connected: number; total: number };
export const readDemo = (): Promise<DemoState> => api.get('/api/demo');
export const bringCityOnline = (online: boolean): Promise<DemoState> => api.post('/api/demo/city', { online });
export const openDesk = (orgId: string): Promise<OpenedDesk> => api.post(`/api/demo/desks/${part(orgId)}/open`, {});
