/** `spanlink/sampling`: samples the spans that a sampled span caused. */
export { LinkedSampler } from './linked-sampler.js';
export type { LinkedSamplerOptions } from './linked-sampler-options.js';
export type { Sampler, SamplingResult } from './sampler.js';
