/** What an application loads, in either module system: each in a process of its own, after what is there already. */
import { createRequire } from 'node:module';

const API = '@opentelemetry/api';
const SPANLINK = { CommonJS: '../../dist/cjs/index.js', 'ES modules': '../../dist/esm/index.js' };

/** How to load a module; each is a way of Node's own. */
export const SYSTEMS = {
  CommonJS: (name) => createRequire(import.meta.url)(name),
  'ES modules': (name) => import(name),
};

/** By its name: the module that is measured, and those that were loaded before it. */
export const subjectsOf = (system) => ({
  spanlink: { name: SPANLINK[system], after: [API] },
  'spanlink, and the API': { name: SPANLINK[system], after: [] },
  'the API': { name: API, after: [] },
  'the SDK': { name: '@opentelemetry/sdk-trace-node', after: [API] },
  'nestjs-otel': { name: 'nestjs-otel', after: [API] },
  'nestjs-otel, with Nest loaded': { name: 'nestjs-otel', after: [API, '@nestjs/common', '@nestjs/core'] },
});
