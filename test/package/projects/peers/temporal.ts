/** A project with Temporal. */
import type { WorkflowInterceptorsFactory } from '@temporalio/workflow';
import { temporalLinks } from 'spanlink/temporal';
import { interceptors } from 'spanlink/temporal/workflow';

export const factory: WorkflowInterceptorsFactory = interceptors;
export const modules: string[] = temporalLinks({ relation: 'parent' }).worker.workflowModules;
