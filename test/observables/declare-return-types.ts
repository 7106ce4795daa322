/** Writes the metadata that TypeScript writes for methods with decorators, in either model. */
import 'reflect-metadata';
import { Observable } from 'rxjs';

type Class = abstract new (...args: never[]) => object;

/** Writes what `emitDecoratorMetadata` writes, in the legacy model only, for methods that return Observables. */
export function declareObservables<Owner extends Class>(owner: Owner, ...methods: (keyof InstanceType<Owner>)[]): void {
  declare(Observable, owner, methods);
}

/** Writes what it writes for return types that it cannot name: an interface, a union, a type parameter. */
export function declareObjects<Owner extends Class>(owner: Owner, ...methods: (keyof InstanceType<Owner>)[]): void {
  declare(Object, owner, methods);
}

function declare(type: unknown, owner: Class, methods: PropertyKey[]): void {
  for (const method of methods)
    Reflect.defineMetadata('design:returntype', type, owner.prototype as object, method as string);
}
