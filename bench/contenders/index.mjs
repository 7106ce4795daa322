/** All contenders, in the order of the table. Import this after registering the SDK, as an application does. */
import { work as amplication } from './amplication.mjs';
import { work as handWritten } from './hand-written.mjs';
import { work as nestjsOtel } from './nestjs-otel.mjs';
import { work as opentelemetryDecorators } from './opentelemetry-decorators.mjs';
import { inputOf, work as sdkAlone } from './sdk-alone.mjs';
import { work as spanlink } from './spanlink.mjs';

/** What a contender is given instead of the message or batch. */
export const INPUTS = { 'SDK alone': inputOf };

export const CONTENDERS = {
  'hand-written': handWritten,
  spanlink,
  'SDK alone': sdkAlone,
  'nestjs-otel': nestjsOtel,
  amplication,
  'opentelemetry-decorators': opentelemetryDecorators,
};
