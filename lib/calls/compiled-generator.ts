/** Recognises generators that a compiler made for engines without them: tsc, esbuild, SWC, Babel. */
import { types } from 'node:util';
import type { GeneratorObject } from './generator.js';
import { findMember, hasMethods } from './members.js';

const STEPS = ['next', 'throw', 'return'] as const;

/** The parts of a step's source in which a minifier may make it differ from the next. */
const LITERALS = /\d+|(["'`]).*?\1/g;

/**
 * Returns true for a generator object of the helpers that compilers emit: closures on the object itself, made by one
 * function for all steps (`__generator`, `__asyncGenerator`, `_ts_generator`), or methods that all ask `_invoke`
 * (regenerator, `_async_generator`). An iterator that somebody wrote has a function of its own for each step. Nothing
 * of the object is called.
 */
export function isCompiledGenerator(value: object): value is GeneratorObject {
  if (!hasMethods(value, 'next', 'throw')) return false;
  if (!hasMethods(value, Symbol.iterator) && !hasMethods(value, Symbol.asyncIterator)) return false;
  if (sourceOf(value, 'next') !== sourceOf(value, 'throw')) return false;
  if (Object.hasOwn(value, '_invoke')) return hasMethods(value, '_invoke');
  return STEPS.every((step) => Object.hasOwn(value, step) && isUnnamed(value, step));
}

/**
 * Returns an object that is the generator in all but its steps, which may be replaced: the generator itself, or, where
 * a compiler's helper has sealed them, one that inherits from it, the same for the same generator; `undefined` where
 * nothing may be replaced.
 */
export function withOpenSteps(generator: GeneratorObject): GeneratorObject | undefined {
  if (!Object.isExtensible(generator)) return undefined;
  if (STEPS.every((step) => Object.getOwnPropertyDescriptor(generator, step)?.configurable !== false)) return generator;
  // the steps of the engine's own work on their generator alone
  if (types.isGeneratorObject(generator)) return undefined;
  let heir = heirs.get(generator);
  if (heir === undefined) heirs.set(generator, (heir = Object.create(generator) as GeneratorObject));
  return heir;
}

const heirs = new WeakMap<object, GeneratorObject>();

function sourceOf(value: object, step: string): string {
  const { value: method } = findMember(value, step) as { value: () => unknown };
  return Function.prototype.toString.call(method).replace(LITERALS, '');
}

/** A method of an object literal or of a class is named after its key. */
function isUnnamed(value: object, step: string): boolean {
  const method = findMember(value, step)?.value as object | undefined;
  return typeof method === 'function' && findMember(method, 'name')?.value !== step;
}
