/** What belongs to Nest rather than to the application. */
import * as common from '@nestjs/common';
import * as core from '@nestjs/core';
import { isSpanlinkModule } from './module-instances.js';

/** Modules of Nest's own packages; a class does not tell where it was written. */
const NAMES: ReadonlySet<string> = new Set([
  ...[
    'InternalCoreModule',
    'DiscoveryModule',
    'RouterModule',
    'ClientsModule',
    'BullModule',
    'CacheModule',
    'ConfigModule',
    'ConfigHostModule',
    'CqrsModule',
  ],
  ...[
    'DevtoolsModule',
    'EventEmitterModule',
    'GraphQLModule',
    'GraphQLSchemaBuilderModule',
    'GraphQLFederationModule',
    'HttpModule',
    'JwtModule',
  ],
  ...[
    'MongooseModule',
    'MongooseCoreModule',
    'MulterModule',
    'PassportModule',
    'ScheduleModule',
    'SequelizeModule',
    'SequelizeCoreModule',
  ],
  ...['ServeStaticModule', 'TerminusModule', 'ThrottlerModule', 'TypeOrmModule', 'TypeOrmCoreModule'],
]);

/** Whether a class is a module of Nest's or ours, or one of what Nest's core exports. */
export function belongsToNest(metatype: { readonly name: string }): boolean {
  return NAMES.has(metatype.name) || isSpanlinkModule(metatype) || nestExports().has(metatype);
}

let known: ReadonlySet<unknown> | undefined;

function nestExports(): ReadonlySet<unknown> {
  return (known ??= new Set<unknown>([...Object.values(common), ...Object.values(core)]));
}
