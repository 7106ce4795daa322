/** Options of `SpanlinkModule`, and their checks. */
import type { FactoryProvider, ModuleMetadata, Type } from '@nestjs/common';
import { types } from 'node:util';
import { checkOptionNames } from '../../lib/global/option-names.js';

/**
 * Matches a class: by itself, its name, one of its methods as `Class.method`, or a pattern for either name.
 *
 * @example
 * ```ts
 * const matchers: ProviderMatcher[] = ['OrdersService', 'PaymentsController.health', /Repository$/];
 * ```
 */
export type ProviderMatcher = Type | string | RegExp;

/**
 * Selects the methods of the application that get spans of their own.
 *
 * @example
 * ```ts
 * const providers: ProviderOptions = { include: [/Service$/], exclude: ['OrdersService.health'] };
 * SpanlinkModule.forRoot({ providers });
 * ```
 */
export interface ProviderOptions {
  /** Only these; all of the application's providers and controllers by default. */
  readonly include?: readonly ProviderMatcher[];
  /** None of these. */
  readonly exclude?: readonly ProviderMatcher[];
}

/** The names of those options. */
export const PROVIDER_OPTION_NAMES = ['include', 'exclude'] as const satisfies readonly (keyof ProviderOptions)[];

/**
 * Options of `SpanlinkModule.forRoot`.
 *
 * @example
 * ```ts
 * const options: SpanlinkModuleOptions = { clients: false, providers: true };
 * SpanlinkModule.forRoot(options);
 * ```
 */
export interface SpanlinkModuleOptions {
  /** Adds a carrier to the messages that Nest's clients (`ClientProxy`) send; true by default. */
  readonly clients?: boolean;
  /**
   * Gives methods of providers and controllers a span, as `@Span()` does, but for those that `@Traced({ exclude })`
   * names; false by default. Functions in fields and methods that were bound to an instance before are out of reach.
   */
  readonly providers?: boolean | ProviderOptions;
}

/** The names of those options. */
export const SPANLINK_MODULE_OPTION_NAMES = [
  'clients',
  'providers',
] as const satisfies readonly (keyof SpanlinkModuleOptions)[];

/**
 * Options of `SpanlinkModule.forRootAsync`.
 *
 * @example
 * ```ts
 * const options: SpanlinkAsyncOptions = { useFactory: () => ({ providers: process.env['TRACE_ALL'] === 'yes' }) };
 * SpanlinkModule.forRootAsync(options);
 * ```
 */
export interface SpanlinkAsyncOptions {
  /** The modules whose exported providers the factory needs. */
  readonly imports?: NonNullable<ModuleMetadata['imports']>;
  /** The providers with which the factory is called. */
  readonly inject?: NonNullable<FactoryProvider['inject']>;
  /** Returns the options. If it throws or rejects, the defaults apply, and one warning is logged. */
  readonly useFactory: (
    ...args: never[]
  ) => SpanlinkModuleOptions | undefined | Promise<SpanlinkModuleOptions | undefined>;
}

/** The names of those options. */
export const SPANLINK_ASYNC_OPTION_NAMES = [
  'imports',
  'inject',
  'useFactory',
] as const satisfies readonly (keyof SpanlinkAsyncOptions)[];

/** Splits the given options into those that are valid, and one text about those that are not. */
export function checkOptions(given: unknown): { options: SpanlinkModuleOptions; problem: string | undefined } {
  if (given === undefined) return { options: {}, problem: undefined };
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return { options: {}, problem: `it takes an object, such as { providers: true }; it got ${describe(given)}` };
  }
  checkOptionNames('SpanlinkModule', given, SPANLINK_MODULE_OPTION_NAMES);
  const { providers } = given as { readonly providers?: unknown };
  checkOptionNames('SpanlinkModule: providers', providers, PROVIDER_OPTION_NAMES);
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
  clients: (value) => (typeof value === 'boolean' ? undefined : `\`clients\` is true or false, not ${describe(value)}`),
  providers: (value) =>
    typeof value === 'boolean' || isProviderOptions(value)
      ? undefined
      : '`providers` is true, false or { include, exclude } with lists of classes, names and patterns, ' +
        `not ${describe(value)}`,
};

function isProviderOptions(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const isList = (list: unknown): boolean =>
    list === undefined ||
    (Array.isArray(list) &&
      list.every((one) => typeof one === 'string' || typeof one === 'function' || types.isRegExp(one)));
  return Object.entries(value).every(([name, list]) => (name === 'include' || name === 'exclude') && isList(list));
}

function describe(value: unknown): string {
  return typeof value === 'object' && value !== null
    ? `an object with ${Object.keys(value).join(', ') || 'nothing in it'}`
    : String(value);
}
