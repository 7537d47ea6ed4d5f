// npm run bench: speed and memory against their budgets, on the data set in DATASET_PATH.
// npm run bench -- embedded, or kafka, runs one suite only.
import { availableParallelism, cpus } from 'node:os';
import { embeddedFigures } from './embedded-suite.ts';
import { type Figure, report } from './figures.ts';
import { kafkaFigures } from './kafka/suite.ts';

const RUNS = 3;
const SUITES = { embedded: embeddedFigures, kafka: kafkaFigures };

const dataset = process.env['DATASET_PATH'];
if (dataset === undefined) {
  console.error('npm run bench needs the whole data set: set DATASET_PATH to its file.');
  process.exit(2);
}
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.keys(SUITES).includes(name));
if (unknown.length > 0) {
  console.error(`No such benchmark: ${unknown.join(', ')}; there are embedded and kafka.`);
  process.exit(2);
}

console.log(
  `The whole data set, median of ${RUNS} runs, Node ${process.versions.node}, ` +
    `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown processor'}`,
);
for (const [name, measure] of Object.entries(SUITES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const figures: readonly Figure[] = await measure(dataset, RUNS);
  if (figures.length === 0) continue;
  console.log(`\n${name}`);
  if (!report(figures)) process.exitCode = 1;
}
