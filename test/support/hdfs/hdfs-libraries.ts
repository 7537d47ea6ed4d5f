import { fileURLToPath } from 'node:url';
import { mavenLibraries, missingCommands } from '../java/maven-libraries.ts';

/** The version tests run on. */
export const HADOOP_VERSION = '3.5.0';

const POM = fileURLToPath(new URL('pom.xml', import.meta.url));

/** What the daemons need of this machine and do not find, by name; empty when all is there. */
export function missingHdfsTools(): readonly string[] {
  return missingCommands([
    ['java', '-version'],
    ['mvn', '-version'],
  ]);
}

/** The directory with the jars of both daemons. */
export function hdfsLibraries(): Promise<string> {
  const version = `-Dhadoop.version=${HADOOP_VERSION}`;
  return mavenLibraries(`hdfs-${HADOOP_VERSION}`, POM, [version]);
}
