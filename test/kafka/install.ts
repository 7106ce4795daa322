/** Installs Kafka before its suites, where this machine can have it. */
import { installKafka } from '../../tools/kafka.cjs';

export default installKafka;
