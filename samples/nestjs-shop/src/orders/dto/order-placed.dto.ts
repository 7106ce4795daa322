/** The answer to `POST /orders`: the order is accepted, and everything else happens later. */
export class OrderPlacedDto {
  readonly id!: string;
}
