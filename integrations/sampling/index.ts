/** `spanlink/sampling`: samples the spans that a sampled span caused. */
export { LinkedSampler, type LinkedSamplerOptions } from './linked-sampler.js';
export type { Sampler, SamplingResult } from './sampler.js';
