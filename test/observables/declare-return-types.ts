/** Says of methods what TypeScript says of those with decorators, in either model. */
import 'reflect-metadata';
import { Observable } from 'rxjs';

type Class = abstract new (...args: never[]) => object;

/** The metadata that `emitDecoratorMetadata` writes, in the legacy model only, of methods that give Observables. */
export function declareObservables<Owner extends Class>(owner: Owner, ...methods: (keyof InstanceType<Owner>)[]): void {
  declare(Observable, owner, methods);
}

/** And what it writes where it cannot say: of an interface, a union, a type parameter. */
export function declareObjects<Owner extends Class>(owner: Owner, ...methods: (keyof InstanceType<Owner>)[]): void {
  declare(Object, owner, methods);
}

function declare(type: unknown, owner: Class, methods: PropertyKey[]): void {
  for (const method of methods)
    Reflect.defineMetadata('design:returntype', type, owner.prototype as object, method as string);
}
