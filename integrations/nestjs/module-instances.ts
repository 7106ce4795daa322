/** Which module of the application counts, where it was imported several times. */
import type { ModulesContainer } from '@nestjs/core';

/** Whether the module of that instance is the first of its kind, and whether it is the second, which says so. */
export function importPosition(modules: ModulesContainer, instance: object): { isFirst: boolean; isSecond: boolean } {
  const { name } = instance.constructor;
  // of either copy of this package
  const same = [...modules.values()].filter(
    ({ metatype }) => metatype === instance.constructor || (metatype.name === name && isSpanlinkModule(metatype)),
  );
  const place = same.findIndex((module) => module.instance === instance);
  return { isFirst: place <= 0, isSecond: place === 1 };
}

/** On the modules of this package. */
export const SPANLINK_MODULE = Symbol.for('spanlink.nestjs.module');

/** Whether a class is one of this package's modules. */
export function isSpanlinkModule(metatype: object): boolean {
  return (metatype as { [SPANLINK_MODULE]?: boolean })[SPANLINK_MODULE] === true;
}
