/** Installs a server of Temporal's and workers beside ours, or waits until another process has (a setup of Jest's). */
import { installTemporal } from '../../tools/temporal.cjs';
import { installWorkers } from '../../tools/temporal-workers.cjs';

export default function install(): void {
  installTemporal();
  installWorkers();
}
