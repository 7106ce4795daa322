/** Recognises Observables of any copy of RxJS by their structure. */
import { types } from 'node:util';

/** What is used of an Observable. */
export interface ObservableShape {
  lift(operator: OperatorShape): ObservableShape;
  subscribe(observer: ObserverShape): unknown;
}

/** What an Observable calls when it is subscribed to. */
interface OperatorShape {
  call(subscriber: SubscriberShape, source: ObservableShape): unknown;
}

/** What an Observable tells. */
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
/** All that the class has of what `pipe` makes of a Subject; more would be somebody else's. */
const OF_PIPED_SUBJECT = new Set<PropertyKey>(['constructor', 'next', 'error', 'complete', '_subscribe']);

/** Whether that is the prototype of plain Observables. */
export function isObservablePrototype(value: unknown): value is ObservableShape {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return false;
  const root = parentOf(value);
  // of what has a class between, `root` is a prototype of something
  return root !== null && parentOf(root) === null && MEMBERS.every((name) => isMethod(value, name));
}

/**
 * Whether it is no more than an Observable. One of a subclass has a state or a type that another in its place has not.
 */
export function isPlainObservable(value: unknown): value is ObservableShape {
  return isObject(value) && isObservablePrototype(parentOf(value));
}

/** Whether `pipe` of a Subject made it, which says that it gives an Observable. */
export function isPipedSubject(value: unknown): value is ObservableShape {
  if (!isObject(value) || Object.getOwnPropertyDescriptor(value, 'operator')?.value === undefined) return false;
  const own = parentOf(value);
  const subject = own === null ? null : parentOf(own);
  if (own === null || subject === null || !isMethod(subject, 'asObservable')) return false;
  return Reflect.ownKeys(own).every((key) => OF_PIPED_SUBJECT.has(key)) && isObservablePrototype(parentOf(subject));
}

/** The prototype of plain Observables that an Observable of any class inherits from. */
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
