/** The answer to `GET /offers/:item`, which an order sends back, with the context of the span that made it. */
export class OfferDto {
  readonly item!: string;
  readonly price!: number;
  readonly traceparent?: string;
  readonly tracestate?: string;
}
