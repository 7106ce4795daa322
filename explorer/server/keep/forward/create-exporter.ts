/** Creates the exporter of an endpoint. */
import type { Endpoint } from './endpoint.js';
import type { Exporter } from './exporter.js';
import { createGrpcExporter } from './grpc-exporter.js';
import { createHttpExporter } from './http-exporter.js';

export const createExporter = (endpoint: Endpoint): Exporter =>
  endpoint.protocol === 'grpc' ? createGrpcExporter(endpoint) : createHttpExporter(endpoint);
