/** Recognises Observables of any copy of RxJS by their structure. */
import { types } from 'node:util';

/** The members of an Observable that are used. */
export interface ObservableShape {
  lift(operator: OperatorShape): ObservableShape;
  subscribe(observer: ObserverShape): unknown;
}

/** An operator, which an Observable calls when it is subscribed to. */
interface OperatorShape {
  call(subscriber: SubscriberShape, source: ObservableShape): unknown;
}

/** The receiver of an Observable's notifications. */
export interface ObserverShape {
  next(value: unknown): void;
  error(error: unknown): void;
  complete(): void;
}

/** An observer of one subscription. */
export interface SubscriberShape extends ObserverShape {
  add(teardown: () => void): void;
  unsubscribe(): void;
}

const MEMBERS = ['lift', 'pipe', 'subscribe', 'forEach', '_trySubscribe', '_subscribe'];
/** All members of the class that `pipe` of a Subject instantiates; a class with more is somebody else's. */
const OF_PIPED_SUBJECT = new Set<PropertyKey>(['constructor', 'next', 'error', 'complete', '_subscribe']);

/** Returns true for the prototype of plain Observables. */
export function isObservablePrototype(value: unknown): value is ObservableShape {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return false;
  const root = parentOf(value);
  // of a subclass, `root` is the prototype of plain Observables itself
  return root !== null && parentOf(root) === null && MEMBERS.every((name) => isMethod(value, name));
}

/**
 * Returns true for an Observable of no subclass. A subclass has a state or a type that a plain Observable in its place
 * would not have.
 */
export function isPlainObservable(value: unknown): value is ObservableShape {
  return isObject(value) && isObservablePrototype(parentOf(value));
}

/** Returns true for the result of a Subject's `pipe`, which is typed as an Observable. */
export function isPipedSubject(value: unknown): value is ObservableShape {
  if (!isObject(value) || Object.getOwnPropertyDescriptor(value, 'operator')?.value === undefined) return false;
  const own = parentOf(value);
  const subject = own === null ? null : parentOf(own);
  if (own === null || subject === null || !isMethod(subject, 'asObservable')) return false;
  return Reflect.ownKeys(own).every((key) => OF_PIPED_SUBJECT.has(key)) && isObservablePrototype(parentOf(subject));
}

/** Returns the prototype of plain Observables from which an Observable of any class inherits. */
export function observablePrototypeOf(value: unknown): ObservableShape | undefined {
  for (
    let each = isObject(value) ? parentOf(value) : null;
    each !== null && !types.isProxy(each);
    each = parentOf(each)
  ) {
    if (isObservablePrototype(each)) return each;
  }
  return undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !types.isProxy(value);
}

function isMethod(owner: object, name: string): boolean {
  return typeof Object.getOwnPropertyDescriptor(owner, name)?.value === 'function';
}

function parentOf(value: object): object | null {
  return Object.getPrototypeOf(value) as object | null;
}
