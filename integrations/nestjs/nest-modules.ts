/** Tells Nest's classes from the application's. */
import * as common from '@nestjs/common';
import * as core from '@nestjs/core';
import { isSpanlinkModule } from './module-instances.js';

/** The modules of Nest's own packages, by name, as a class does not reveal where it was written. */
const NAMES: ReadonlySet<string> = new Set([
  'InternalCoreModule',
  'DiscoveryModule',
  'RouterModule',
  'ClientsModule',
  'BullModule',
  'CacheModule',
  'ConfigModule',
  'ConfigHostModule',
  'CqrsModule',
  'DevtoolsModule',
  'EventEmitterModule',
  'GraphQLModule',
  'GraphQLSchemaBuilderModule',
  'GraphQLFederationModule',
  'HttpModule',
  'JwtModule',
  'MongooseModule',
  'MongooseCoreModule',
  'MulterModule',
  'PassportModule',
  'ScheduleModule',
  'SequelizeModule',
  'SequelizeCoreModule',
  'ServeStaticModule',
  'TerminusModule',
  'ThrottlerModule',
  'TypeOrmModule',
  'TypeOrmCoreModule',
]);

/** Returns true if a class is a module of Nest's or ours, or is exported by Nest's core. */
export function belongsToNest(metatype: { readonly name: string }): boolean {
  return NAMES.has(metatype.name) || isSpanlinkModule(metatype) || nestExports().has(metatype);
}

let known: ReadonlySet<unknown> | undefined;

function nestExports(): ReadonlySet<unknown> {
  return (known ??= new Set<unknown>([...Object.values(common), ...Object.values(core)]));
}
