/** The span attributes that tell which conversation, agent and operation a span is of, as SQL. */

export const CONVERSATION = "SpanAttributes['gen_ai.conversation.id']";
export const HAS_CONVERSATION = "mapContains(SpanAttributes, 'gen_ai.conversation.id')";
export const OPERATION = "SpanAttributes['gen_ai.operation.name']";
export const AGENT = "SpanAttributes['gen_ai.agent.name']";
export const TOOL = "SpanAttributes['gen_ai.tool.name']";
export const ATTEMPT = `toUInt32OrZero(if(mapContains(SpanAttributes, 'spanlink.turn.attempt'),
  SpanAttributes['spanlink.turn.attempt'], SpanAttributes['spanlink.task.attempt']))`;
