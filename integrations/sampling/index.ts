/** `spanlink/sampling`: what a sampled span caused is sampled, too. */
export { LinkedSampler, type LinkedSamplerOptions } from './linked-sampler.js';
export type { Sampler, SamplingResult } from './sampler.js';
