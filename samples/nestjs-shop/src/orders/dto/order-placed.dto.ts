/** What `POST /orders` answers: the order is accepted, and all else happens later. */
export class OrderPlacedDto {
  readonly id!: string;
}
