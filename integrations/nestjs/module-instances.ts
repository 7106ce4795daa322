/** Finds the import of a module that counts, if the application imports it several times. */
import type { ModulesContainer } from '@nestjs/core';

/**
 * Finds the position of a module's instance among its imports.
 *
 * @returns `isFirst` for the import that counts, `isSecond` for the one that warns of the others.
 */
export function importPosition(modules: ModulesContainer, instance: object): { isFirst: boolean; isSecond: boolean } {
  const { name } = instance.constructor;
  // from any copy of this package
  const same = [...modules.values()].filter(
    ({ metatype }) => metatype === instance.constructor || (metatype.name === name && isSpanlinkModule(metatype)),
  );
  const position = same.findIndex((module) => module.instance === instance);
  return { isFirst: position <= 0, isSecond: position === 1 };
}

/** Marks the modules of this package. */
export const SPANLINK_MODULE = Symbol.for('spanlink.nestjs.module');

/** Returns true if a class is one of this package's modules. */
export function isSpanlinkModule(metatype: object): boolean {
  return (metatype as { [SPANLINK_MODULE]?: boolean })[SPANLINK_MODULE] === true;
}
