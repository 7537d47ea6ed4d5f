import type { SparkInstallation } from './find-spark.ts';
import type { RunPlan } from './spark-run.ts';
import type { JobCommand } from './submit-job.ts';

type JobSettings = {
  readonly spark: SparkInstallation;
  /** Where it registers: `spark://host:port`. */
  readonly masterUrl: string;
  /** The path of docker/spark/track_analytics.py. */
  readonly script: string;
  readonly plan: RunPlan;
  readonly bootstrapServers: string;
  readonly topic: string;
  /** For Kafka's Java client; secrets are among it. */
  readonly kafkaOptions: Readonly<Record<string, string>>;
  /** Whom HDFS takes the job for; `undefined` where nothing goes there. */
  readonly hdfsUser: string | undefined;
  readonly environment: NodeJS.ProcessEnv;
  /** The process without which it has no reason to go on. */
  readonly parent: number;
};

/** What each executor gets, and a worker must have free. */
export const EXECUTOR_MEMORY_BYTES = 1024 ** 3;
const EXECUTOR_MEMORY = '1g';

/** What is secret goes by the environment: others see the arguments of a process. */
export function jobCommand(settings: JobSettings): JobCommand {
  const { spark, masterUrl, script, plan, bootstrapServers, topic, parent } = settings;
  const [connector, jars] = spark.connector;
  const own = [
    ...['--bootstrap-servers', bootstrapServers, '--topic', topic],
    ...['--output', plan.output, '--parent', String(parent)],
    ...['--starting-offsets', offsetsText(plan, 'from')],
    ...(plan.mode === 'streaming'
      ? ['--streaming']
      : ['--ending-offsets', offsetsText(plan, 'to')]),
  ];
  return {
    path: spark.submit,
    parameters: [
      ...['--master', masterUrl, '--deploy-mode', 'client', connector, jars],
      ...['--executor-memory', EXECUTOR_MEMORY, '--conf', 'spark.log.level=WARN'],
      script,
      ...own,
    ],
    environment: environmentOf(settings),
  };
}

function offsetsText({ offsets }: RunPlan, end: 'from' | 'to'): string {
  return JSON.stringify(Object.fromEntries(offsets.map((span) => [span.partition, span[end]])));
}

/** Passwords that the job has no use for. */
const LEFT_OUT = ['KAFKA_SASL_PASSWORD', 'KAGGLE_KEY'];

function environmentOf(settings: JobSettings): NodeJS.ProcessEnv {
  const { environment, kafkaOptions, hdfsUser, masterUrl } = settings;
  const kept = Object.entries(environment).filter(([name]) => !LEFT_OUT.includes(name));
  return {
    ...Object.fromEntries(kept),
    TRACKDECK_KAFKA_OPTIONS: JSON.stringify(kafkaOptions),
    ...(hdfsUser !== undefined && { HADOOP_USER_NAME: hdfsUser }),
    // A master on this machine alone is not found from another of its addresses.
    ...(isLoopback(masterUrl) && { SPARK_LOCAL_IP: environment['SPARK_LOCAL_IP'] ?? '127.0.0.1' }),
  };
}

function isLoopback(url: string): boolean {
  return /^spark:\/\/(127\.[\d.]+|localhost)[:/]/.test(url);
}
