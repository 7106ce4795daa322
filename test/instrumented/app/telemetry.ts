/** Loaded before the application, as its own code that starts the SDK. */
import { getNodeAutoInstrumentations } from '@opentelemetry/auto-instrumentations-node';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { others } from './instrumentations.js';

const sdk = new NodeSDK({ instrumentations: [getNodeAutoInstrumentations(), ...others] });
sdk.start();
process.once('beforeExit', () => void sdk.shutdown());
