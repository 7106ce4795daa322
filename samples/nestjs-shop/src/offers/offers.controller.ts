/** `GET /offers/:item`. */
import { Controller, Get, Param } from '@nestjs/common';
import { Span, SpanGuard } from 'spanlink';
import type { OfferDto } from './offer.dto.js';

@Controller('offers')
export class OffersController {
  /** Who orders sends the offer back, and so says what the order comes of. */
  @Get(':item')
  @Span()
  show(@Param('item') item: string, span = SpanGuard.current()): OfferDto {
    return { item, price: item.length * 10, ...span.carrier() };
  }
}
