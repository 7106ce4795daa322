/** The fields of messages that are looked into, and so are none of a carrier's headers. */

/** Those that are read before the names of a carrier are listed, and those that are read behind them. */
export const MESSAGE_FIELDS: ReadonlySet<string> = new Set([
  ...['headers', 'context', 'body', '_tracer-data'],
  ...['properties', 'applicationProperties', 'attributes', 'opts', 'headerEntries', 'rawHeaders', 'tracingspancontext'],
  ...['message', 'getArgByIndex'],
  ...['MessageAttributes', 'messageAttributes', 'Body', 'eventSource', 'Attributes', 'Sns', 'kinesis'],
  ...['batch', 'messages', 'Records', 'records', 'Messages'],
  ...['message_annotations', 'application_properties', '_meta', 'params', 'mcpReq'],
  ...['metadata', 'get', 'getMap', 'getProperties', 'getMessageId'],
  ...['detail', 'detail-type', 'Data', 'after', 'schema', 'payload', 'event', 'entryId', 'entries'],
  ...['triggerMetadata', 'traceContext', 'parts', 'userMessage'],
]);
