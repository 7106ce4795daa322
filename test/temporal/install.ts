/** Installs a server of Temporal's, or waits until another process has (a global setup of Jest's). */
import { installTemporal } from '../../tools/temporal.cjs';

export default function install(): void {
  installTemporal();
}
