import { fileURLToPath } from 'node:url';
import { mavenLibraries, missingCommands } from '../java/maven-libraries.ts';

/** The version tests run on. */
export const KAFKA_VERSION = '4.4.0';
/** An earlier minor version, for one smoke run. */
export const EARLIER_KAFKA_VERSION = '4.3.1';

const POM = fileURLToPath(new URL('pom.xml', import.meta.url));

/** What a test broker needs of this machine and does not find, by name; empty when all is there. */
export function missingTools(): readonly string[] {
  return missingCommands([
    ['java', '-version'],
    ['mvn', '-version'],
    ['openssl', 'version'],
  ]);
}

/** The directory with the jars of a Kafka version. */
export function kafkaLibraries(version: string): Promise<string> {
  return mavenLibraries(`kafka-${version}`, POM, [`-Dkafka.version=${version}`]);
}
