/** The span attributes that tell which run, stage and attempt of a workflow a span is, as SQL. */

export const WORKFLOW = "SpanAttributes['spanlink.workflow.name']";
export const RUN = "SpanAttributes['spanlink.workflow.run_id']";
export const STAGE = "SpanAttributes['spanlink.stage.name']";
export const ITEM = "SpanAttributes['spanlink.stage.item']";
export const ATTEMPT = "toUInt32OrZero(SpanAttributes['spanlink.stage.attempt'])";
export const HAS_RUN = "mapContains(SpanAttributes, 'spanlink.workflow.run_id')";
