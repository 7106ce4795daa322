/** The address of a receiver, as it is reached from where the page is. */

const isLoopback = (hostname: string): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);

/**
 * Returns the address with the host of the page, if that is another machine's: an explorer tells the addresses that its
 * own machine reaches, and listens on the same ones with all ports.
 */
export function receiverAddress(receiver: string, page: string): string {
  const [address, { hostname }] = [new URL(receiver), new URL(page)];
  if (isLoopback(hostname) || !isLoopback(address.hostname)) return receiver;
  return `${address.protocol}//${hostname}:${address.port}`;
}
