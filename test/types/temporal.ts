/** The interceptors are Temporal's, with its own types, and so are the handles that histories are read of. */
import { Client, type ClientInterceptors } from '@temporalio/client';
import { type InjectedSinks, Worker, type WorkerInterceptors } from '@temporalio/worker';
import type { Sinks, WorkflowInterceptorsFactory } from '@temporalio/workflow';
import { historyOf, temporalLinks, type TemporalLinksOptions } from 'spanlink/temporal';
import { renderHistory } from 'spanlink/workflow';
import { interceptors } from '../../integrations/temporal/workflow/index';

const options: TemporalLinksOptions = { relation: 'both', client: () => client };
const links = temporalLinks(options);

const client = new Client({ interceptors: links.client });
export const ofClient: ClientInterceptors = links.client;
export const ofWorker: WorkerInterceptors = links.worker;
export const ofWorkflow: WorkflowInterceptorsFactory = interceptors;
export const sinks: InjectedSinks<Sinks> = links.sinks;
export const worker = () => Worker.create({ taskQueue: 'loans', interceptors: links.worker, sinks: links.sinks });
export const withClient = temporalLinks({ client });

export const drawn = async () => renderHistory(await historyOf(client.workflow.getHandle('loan-7')));

// @ts-expect-error -- no relation
export const refused = temporalLinks({ relation: 'child' });
