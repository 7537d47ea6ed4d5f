import { ConsoleError, type ErrorCode, toConsoleError } from '../../../domain/errors.ts';

/** What failed, for the message: the cluster's address, and what was asked of it. */
export type KafkaSubject = {
  readonly address: string;
  readonly topic?: string;
  readonly groupId?: string;
  readonly transactionalId?: string;
};

/** What both libraries' errors have in common, as far as they have it. */
type LibraryError = Error & {
  /** Name of a protocol error: kafkajs, then the admin client. */
  readonly type?: unknown;
  readonly apiId?: unknown;
  readonly code?: unknown;
  readonly retriable?: unknown;
  readonly canRetry?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
  readonly serverErrorMessage?: unknown;
};

const PROTOCOL_CODES: Readonly<Record<string, ErrorCode>> = {
  UNKNOWN_TOPIC_OR_PARTITION: 'TOPIC_MISSING',
  UNKNOWN_TOPIC_ID: 'TOPIC_MISSING',
  // Of a partition that is there, when others of the same transaction are not.
  OPERATION_NOT_ATTEMPTED: 'TOPIC_MISSING',
  INVALID_PRODUCER_EPOCH: 'PRODUCER_REPLACED',
  PRODUCER_FENCED: 'PRODUCER_REPLACED',
  INVALID_PRODUCER_ID_MAPPING: 'PRODUCER_REPLACED',
  TRANSACTION_COORDINATOR_FENCED: 'PRODUCER_REPLACED',
  MESSAGE_TOO_LARGE: 'RECORD_TOO_LARGE',
  RECORD_LIST_TOO_LARGE: 'RECORD_TOO_LARGE',
  INVALID_RECORD: 'RECORD_REFUSED',
  INVALID_TIMESTAMP: 'RECORD_REFUSED',
  POLICY_VIOLATION: 'RECORD_REFUSED',
  ILLEGAL_GENERATION: 'MEMBER_FENCED',
  UNKNOWN_MEMBER_ID: 'MEMBER_FENCED',
  REBALANCE_IN_PROGRESS: 'MEMBER_FENCED',
  FENCED_INSTANCE_ID: 'MEMBER_FENCED',
  NON_EMPTY_GROUP: 'GROUP_NOT_EMPTY',
  SASL_AUTHENTICATION_FAILED: 'BROKER_REFUSED',
  UNSUPPORTED_SASL_MECHANISM: 'BROKER_REFUSED',
};

const AUTHORIZATION = /_AUTHORIZATION_FAILED$/;
/** Error codes of `node:tls` and OpenSSL: a certificate or a handshake that will not get better by waiting. */
const TLS_FAULT =
  /^(ERR_(SSL|TLS|OSSL)|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO)/;
const AUTHENTICATION_FAULTS = new Set(['KafkaJSSASLAuthenticationError', 'AuthenticationError']);
/** Errors of the libraries that tell of a connection that could not be had or was lost. */
const CONNECTION_FAULTS = new Set([
  'KafkaJSConnectionError',
  'KafkaJSConnectionClosedError',
  'KafkaJSRequestTimeoutError',
  'KafkaJSBrokerNotFound',
  'KafkaJSNoBrokerAvailableError',
  'KafkaJSGroupCoordinatorNotFound',
  'KafkaJSMetadataNotLoaded',
  'KafkaJSTopicMetadataNotLoaded',
  'KafkaJSLockTimeout',
  'PLT_KFK_NETWORK',
  'PLT_KFK_TIMEOUT',
]);
const SYSTEM_FAULT = /^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|ENOTFOUND|EAI_)/;

/** Any failure of either Kafka library as an error of ours. */
export function translateKafkaError(thrown: unknown, subject: KafkaSubject): ConsoleError {
  if (thrown instanceof ConsoleError) return thrown;
  const chain = errorChain(thrown);
  const refused = chain.find(isRefusal);
  if (refused !== undefined) return brokerRefused(refused, subject, thrown);
  for (const error of chain) {
    const code = PROTOCOL_CODES[protocolName(error) ?? ''];
    if (code !== undefined) return protocolFailure(code, error, subject, thrown);
  }
  if (chain.some(isOutage)) return brokerUnreachable(chain, subject, thrown);
  return toConsoleError(thrown);
}

/** Name of the first protocol error in what a library threw, as `TOPIC_ALREADY_EXISTS`. */
export function protocolErrorOf(thrown: unknown): string | undefined {
  return errorChain(thrown)
    .map(protocolName)
    .find((name) => name !== undefined);
}

/** What the broker said about it, where it said anything. */
export function serverMessageOf(thrown: unknown): string | undefined {
  const messages = errorChain(thrown).map((error) => error.serverErrorMessage);
  return messages.find((text) => typeof text === 'string' && text !== '') as string | undefined;
}

/** Whether kafkajs has found no coordinator; it does not say why. */
export function isMissingCoordinator(thrown: unknown): boolean {
  return errorChain(thrown).some(({ name }) => name === 'KafkaJSGroupCoordinatorNotFound');
}

/** The error, its causes and the errors it gathers, outermost first. */
function errorChain(thrown: unknown): readonly LibraryError[] {
  const found: LibraryError[] = [];
  const pending: unknown[] = [thrown];
  while (pending.length > 0) {
    const error = pending.shift();
    if (!(error instanceof Error) || found.includes(error)) continue;
    const { cause, errors }: LibraryError = error;
    found.push(error);
    pending.push(cause, ...(Array.isArray(errors) ? errors : []));
  }
  return found;
}

function protocolName({ type, apiId }: Pick<LibraryError, 'type' | 'apiId'>): string | undefined {
  if (typeof type === 'string') return type;
  return typeof apiId === 'string' ? apiId : undefined;
}

function isRefusal(error: LibraryError): boolean {
  const name = protocolName(error) ?? '';
  const code = typeof error.code === 'string' ? error.code : '';
  return (
    AUTHENTICATION_FAULTS.has(error.name) ||
    code === 'PLT_KFK_AUTHENTICATION' ||
    AUTHORIZATION.test(name) ||
    TLS_FAULT.test(code)
  );
}

function isOutage({ name, code, retriable, canRetry, ...error }: LibraryError): boolean {
  const isProtocolError = typeof error.type === 'string' || typeof error.apiId === 'string';
  return (
    CONNECTION_FAULTS.has(name) ||
    (typeof code === 'string' && (CONNECTION_FAULTS.has(code) || SYSTEM_FAULT.test(code))) ||
    (isProtocolError && (retriable === true || canRetry === true))
  );
}

function contextOf(subject: KafkaSubject): Readonly<Record<string, string>> {
  return { ...subject };
}

function brokerRefused(error: LibraryError, subject: KafkaSubject, cause: unknown): ConsoleError {
  const { address } = subject;
  const name = protocolName(error) ?? '';
  const why = serverMessageOf(cause) ?? error.message;
  const [message, hint] = AUTHORIZATION.test(name)
    ? [`Kafka at ${address} does not allow this${refusedOn(name, subject)} (${name})`, NO_ACCESS]
    : [
        `Kafka at ${address} refused the connection: ${why}`,
        'Check KAFKA_SSL_CA, the client certificate, and the KAFKA_SASL_ settings.',
      ];
  return new ConsoleError('BROKER_REFUSED', message, { hint, cause, context: contextOf(subject) });
}

const NO_ACCESS =
  'Have an administrator allow it: Read on topics and group, Write on the topics that are published to and on the transactional id.';

/** Of all that an operation is about, what it was refused on. */
function refusedOn(name: string, { topic, groupId, transactionalId }: KafkaSubject): string {
  if (name.startsWith('GROUP_') && groupId !== undefined) return aboutOf({ groupId });
  if (name.startsWith('TRANSACTIONAL_ID_') && transactionalId !== undefined) {
    return aboutOf({ transactionalId });
  }
  return name.startsWith('TOPIC_') && topic !== undefined ? aboutOf({ topic }) : '';
}

const HINTS: Partial<Record<ErrorCode, string>> = {
  TOPIC_MISSING: 'A producer creates it; check the name given with --topic.',
  PRODUCER_REPLACED: 'The later one goes on where this one stopped; nothing is lost or doubled.',
};

function protocolFailure(
  code: ErrorCode,
  error: LibraryError,
  subject: KafkaSubject,
  cause: unknown,
): ConsoleError {
  const hint = HINTS[code];
  const why = serverMessageOf(cause) ?? error.message;
  return new ConsoleError(code, messageOf(code, subject, why), {
    cause,
    context: contextOf(subject),
    ...(hint !== undefined && { hint }),
  });
}

function messageOf(code: ErrorCode, subject: KafkaSubject, why: string): string {
  switch (code) {
    case 'TOPIC_MISSING':
      return `Topic ${subject.topic ?? ''} is not in Kafka at ${subject.address}`;
    case 'PRODUCER_REPLACED':
      return `A later producer has taken over as ${subject.transactionalId ?? 'this one'}`;
    case 'MEMBER_FENCED':
      return `This member is no longer one of the group ${subject.groupId ?? ''} (${why})`;
    case 'GROUP_NOT_EMPTY':
      return `The group ${subject.groupId ?? ''} still has members`;
    case 'RECORD_TOO_LARGE':
    case 'RECORD_REFUSED':
      return `Kafka refused records${aboutOf(subject)}: ${why}`;
    default:
      return `Kafka at ${subject.address} refused this${aboutOf(subject)}: ${why}`;
  }
}

function aboutOf({ topic, groupId, transactionalId }: Omit<KafkaSubject, 'address'>): string {
  if (topic !== undefined) return ` on topic ${topic}`;
  if (groupId !== undefined) return ` on group ${groupId}`;
  return transactionalId === undefined ? '' : ` as producer ${transactionalId}`;
}

function brokerUnreachable(
  chain: readonly LibraryError[],
  subject: KafkaSubject,
  cause: unknown,
): ConsoleError {
  const system = chain.find(({ code }) => typeof code === 'string' && SYSTEM_FAULT.test(code));
  const inner = chain.findLast(isOutage);
  const answer = protocolName(inner ?? {});
  if (system === undefined && answer !== undefined) return notYet(answer, subject, cause);
  const why = String(system?.code ?? inner?.message ?? 'no answer');
  const isClosed = system === undefined && /closed/i.test(why);
  const message = `Cannot reach Kafka at ${subject.address} (${why})`;
  return new ConsoleError('BROKER_UNREACHABLE', message, {
    hint: isClosed
      ? 'Kafka closes a connection at once where it wants TLS, a client certificate or a login.'
      : 'Check that the cluster is up and that KAFKA_BOOTSTRAP_SERVERS names it.',
    cause,
    context: contextOf(subject),
  });
}

const REPLICAS =
  'see which brokers are down: as many replicas must be in sync as min.insync.replicas asks for';

const ADVICE: Readonly<Record<string, string>> = {
  NOT_ENOUGH_REPLICAS: REPLICAS,
  NOT_ENOUGH_REPLICAS_AFTER_APPEND: REPLICAS,
  // The transaction before cannot be ended where its markers cannot be written.
  CONCURRENT_TRANSACTIONS: REPLICAS,
};

/** It was reached, and has said what it has to get over first. */
function notYet(name: string, subject: KafkaSubject, cause: unknown): ConsoleError {
  const message = `Kafka at ${subject.address} cannot do this now${aboutOf(subject)} (${name})`;
  return new ConsoleError('BROKER_UNREACHABLE', message, {
    hint: `The cluster gets over this by itself; if it lasts, ${ADVICE[name] ?? 'look at its brokers'}.`,
    cause,
    context: contextOf(subject),
  });
}
