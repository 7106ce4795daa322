/** Loaded after `@opentelemetry/auto-instrumentations-node/register`, which has started the SDK. */
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { others } from './instrumentations.js';

registerInstrumentations({ instrumentations: others });
