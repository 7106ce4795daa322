/** The traced work: next to nothing, so that the tracing is measured. Each contender imports a copy of its own. */

/** A class that handles a message, or a batch, synchronously. */
export const orders = () =>
  class Orders {
    handled = 0;

    handle(input) {
      this.handled = (this.handled + input.size) | 0;
      return this.handled;
    }
  };

/** A class that handles a message after an `await`. */
export const asyncOrders = () =>
  class Orders {
    handled = 0;
    ready = undefined;

    async handle(message) {
      await this.ready;
      this.handled = (this.handled + message.size) | 0;
      return this.handled;
    }
  };

/** A class whose method calls itself to the given depth, and returns that depth. */
export const nestedOrders = () =>
  class Orders {
    handle({ size }) {
      return size <= 1 ? size : 1 + this.handle({ size: size - 1 });
    }
  };
