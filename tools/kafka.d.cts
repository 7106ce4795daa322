/** Returns the folder of Kafka's jars; `undefined` where they, or Java, are not installed. */
export function findKafka(): string | undefined;

/** Installs Java, Maven and Kafka's jars, as far as they are missing and this machine can have them. */
export function installKafka(): void;
