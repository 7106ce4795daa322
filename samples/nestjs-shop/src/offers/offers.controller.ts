/** `GET /offers/:item`. */
import { Controller, Get, Param } from '@nestjs/common';
import { Span, SpanGuard } from 'spanlink';
import type { OfferDto } from './offer.dto.js';

@Controller('offers')
export class OffersController {
  /** A customer sends the offer back with the order, and with it the cause of the order. */
  @Get(':item')
  @Span()
  show(@Param('item') item: string, span = SpanGuard.current()): OfferDto {
    return { item, price: item.length * 10, ...span.carrier() };
  }
}
