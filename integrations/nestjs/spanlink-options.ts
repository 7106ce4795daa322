/** What `SpanlinkModule` takes, and what is wrong with what it got. */
import type { FactoryProvider, ModuleMetadata, Type } from '@nestjs/common';
import { types } from 'node:util';

/** A class, its name or the name of one of its methods as `Class.method`, or a pattern that either matches. */
export type ProviderMatcher = Type | string | RegExp;

/** Which methods of the application get spans of their own. */
export interface ProviderOptions {
  /** Only these; all of the application's providers and controllers by default. */
  readonly include?: readonly ProviderMatcher[];
  /** None of these. */
  readonly exclude?: readonly ProviderMatcher[];
}

/** What `SpanlinkModule.forRoot` takes. */
export interface SpanlinkModuleOptions {
  /** Whether clients of Nest's (`ClientProxy`) put a carrier on what they send; they do by default. */
  readonly clients?: boolean;
  /** Gives methods of providers and controllers a span, as `@Span()` does; none by default. */
  readonly providers?: boolean | ProviderOptions;
}

/** The same from a factory. */
export interface SpanlinkAsyncOptions {
  /** The modules whose exported providers the factory needs. */
  readonly imports?: NonNullable<ModuleMetadata['imports']>;
  /** What the factory is called with. */
  readonly inject?: NonNullable<FactoryProvider['inject']>;
  /** Gives the options. Where it throws or rejects, the defaults hold, and one message says so. */
  readonly useFactory: (
    ...args: never[]
  ) => SpanlinkModuleOptions | undefined | Promise<SpanlinkModuleOptions | undefined>;
}

/** The options that make sense, and one text on those that do not. */
export function checkOptions(given: unknown): { options: SpanlinkModuleOptions; problem: string | undefined } {
  if (given === undefined) return { options: {}, problem: undefined };
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return { options: {}, problem: `it takes an object, such as { providers: true }; it got ${found(given)}` };
  }
  const options: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, value] of Object.entries(given)) {
    const check = Object.hasOwn(CHECKS, name) ? CHECKS[name] : undefined;
    const problem =
      check === undefined
        ? `there is no option \`${name}\` (there are ${Object.keys(CHECKS).join(' and ')})`
        : value === undefined
          ? undefined
          : check(value);
    if (problem === undefined) options[name] = value;
    else problems.push(problem);
  }
  return { options, problem: problems.length === 0 ? undefined : problems.join('; ') };
}

const CHECKS: Readonly<Record<string, (value: unknown) => string | undefined>> = {
  clients: (value) => (typeof value === 'boolean' ? undefined : `\`clients\` is true or false, not ${found(value)}`),
  providers: (value) =>
    typeof value === 'boolean' || isProviderOptions(value)
      ? undefined
      : `\`providers\` is true, false or { include, exclude } with lists of classes, names and patterns, not ${found(value)}`,
};

function isProviderOptions(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const isList = (list: unknown): boolean =>
    list === undefined ||
    (Array.isArray(list) &&
      list.every((one) => typeof one === 'string' || typeof one === 'function' || types.isRegExp(one)));
  return Object.entries(value).every(([name, list]) => (name === 'include' || name === 'exclude') && isList(list));
}

function found(value: unknown): string {
  return typeof value === 'object' && value !== null
    ? `an object with ${Object.keys(value).join(', ') || 'nothing in it'}`
    : String(value);
}
