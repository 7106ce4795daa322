/** `POST /orders`. */
import { Body, Controller, HttpCode, HttpStatus, Post } from '@nestjs/common';
import type { OrderPlacedDto } from './dto/order-placed.dto.js';
import { PlaceOrderDto } from './dto/place-order.dto.js';
import { OrdersService } from './orders.service.js';

@Controller('orders')
export class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Post()
  @HttpCode(HttpStatus.ACCEPTED)
  async place(@Body() request: PlaceOrderDto): Promise<OrderPlacedDto> {
    const { id } = await this.orders.place(request);
    return { id };
  }
}
