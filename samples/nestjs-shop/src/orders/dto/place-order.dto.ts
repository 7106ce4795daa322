/** The body of `POST /orders`. */
import type { OfferDto } from '../../offers/offer.dto.js';

export class PlaceOrderDto {
  readonly offer!: OfferDto;
  readonly address!: string;
}
