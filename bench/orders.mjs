/**
 * The work that is traced: next to nothing, so that the tracing is what is measured. Each contender imports a copy of
 * its own.
 */

/** A class that handles a message, or a batch, at once. */
export const orders = () =>
  class Orders {
    handled = 0;

    handle(input) {
      this.handled = (this.handled + input.size) | 0;
      return this.handled;
    }
  };

/** A class that handles a message after something that it awaits. */
export const laterOrders = () =>
  class Orders {
    handled = 0;
    ready = undefined;

    async handle(message) {
      await this.ready;
      this.handled = (this.handled + message.size) | 0;
      return this.handled;
    }
  };

/** A class that calls itself to the depth asked for, and gives that depth. */
export const nestedOrders = () =>
  class Orders {
    handle({ size }) {
      return size <= 1 ? size : 1 + this.handle({ size: size - 1 });
    }
  };
