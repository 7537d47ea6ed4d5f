import { ConsoleError, type ErrorCode } from '../../domain/errors.ts';
import { transportFaultCode } from '../transport-fault.ts';

/** What failed: `upload`, say, of which path, asked of which server. */
export type HdfsSubject = {
  readonly action: string;
  readonly path: string;
  readonly host: string;
};

/** What a NameNode or DataNode says beside its status, which is 403 for nearly everything. */
export type RemoteException = {
  readonly exception: string;
  readonly message: string;
};

/** Beside those of the queue, which is on this machine. */
type HdfsCode = Exclude<Extract<ErrorCode, `HDFS_${string}`>, `HDFS_QUEUE_${string}`>;

const CODES: Readonly<Record<string, HdfsCode>> = {
  SafeModeException: 'HDFS_SAFE_MODE',
  RetriableException: 'HDFS_STARTING',
  AccessControlException: 'HDFS_PERMISSION',
  DSQuotaExceededException: 'HDFS_QUOTA',
  NSQuotaExceededException: 'HDFS_QUOTA',
  QuotaByStorageTypeExceededException: 'HDFS_QUOTA',
  FileAlreadyExistsException: 'HDFS_EXISTS',
  PathIsNotEmptyDirectoryException: 'HDFS_EXISTS',
  FileNotFoundException: 'HDFS_MISSING',
};

/** What comes as a bare IOException and is known by its words only. */
const MESSAGES: readonly (readonly [RegExp, HdfsCode])[] = [
  [/Name node is in safe mode/, 'HDFS_SAFE_MODE'],
  [
    /Failed to find datanode|No active and not excluded nodes|could only be written to 0 of|replicated to 0 nodes|All datanodes .* are bad/,
    'HDFS_NO_DATANODE',
  ],
  [/destination directory is not empty/, 'HDFS_EXISTS'],
  [/quota.*exceeded/i, 'HDFS_QUOTA'],
];

const HINTS: Readonly<Record<HdfsCode, string>> = {
  HDFS_UNREACHABLE:
    'Check that the daemon is up, that HDFS_URL names the NameNode, and that this machine knows the DataNode by that name.',
  HDFS_STARTING: 'Wait until the NameNode has loaded its files.',
  HDFS_SAFE_MODE:
    'It ends by itself once enough blocks are reported; one that was turned on by hand ends with hdfs dfsadmin -safemode leave.',
  HDFS_NO_DATANODE: 'Start a DataNode, or look why none reports to the NameNode.',
  HDFS_CONTENT: 'It is uploaded again; if this lasts, check the DataNode and its disks.',
  HDFS_PERMISSION: 'Choose another HDFS_USER or HDFS_EXPORT_DIR, or give this user the right.',
  HDFS_QUOTA: 'Raise the quota of the directory, or remove old snapshots from it.',
  HDFS_EXISTS: 'Move what is there out of the way.',
  HDFS_MISSING: 'Somebody has removed it; it is made again with the next attempt.',
  HDFS_REFUSED: 'The log of the NameNode or DataNode has more.',
};

/** A daemon's answer as an error of ours, in one line. */
export function remoteFailure(remote: RemoteException, subject: HdfsSubject): ConsoleError {
  const known = CODES[remote.exception];
  const said = MESSAGES.find(([words]) => words.test(remote.message))?.[1];
  return hdfsError(said ?? known ?? 'HDFS_REFUSED', subject, firstWords(remote));
}

/** An answer that is no WebHDFS: another program listens there. */
export function notWebHdfs(status: number, subject: HdfsSubject): ConsoleError {
  return hdfsError('HDFS_REFUSED', subject, `answered ${status} and not as WebHDFS does`);
}

/** What was read back is not what was sent. */
export function contentDiffers(subject: HdfsSubject, why: string): ConsoleError {
  return hdfsError('HDFS_CONTENT', subject, why);
}

/** What the network threw, as an error of ours; anything else unchanged. */
export function translateTransportError(thrown: unknown, subject: HdfsSubject): unknown {
  const code = transportFaultCode(thrown);
  if (code === undefined) return thrown;
  return hdfsError('HDFS_UNREACHABLE', subject, code, thrown);
}

/** No answer within a bound. */
export function noAnswer(subject: HdfsSubject, waitedMs: number): ConsoleError {
  return hdfsError('HDFS_UNREACHABLE', subject, `no answer for ${waitedMs / 1000} s`);
}

function hdfsError(
  code: HdfsCode,
  subject: HdfsSubject,
  why: string,
  cause?: unknown,
): ConsoleError {
  return new ConsoleError(code, messageOf(code, subject, why), {
    hint: HINTS[code],
    cause,
    context: { ...subject },
  });
}

function messageOf(code: HdfsCode, subject: HdfsSubject, why: string): string {
  const { action, host } = subject;
  const path = shortened(subject.path);
  switch (code) {
    case 'HDFS_UNREACHABLE':
      return `Cannot reach HDFS at ${host} to ${action} ${path} (${why})`;
    case 'HDFS_STARTING':
      return `The NameNode is starting up: cannot ${action} ${path} yet`;
    case 'HDFS_SAFE_MODE':
      return `HDFS is in safe mode: cannot ${action} ${path}`;
    case 'HDFS_NO_DATANODE':
      return `HDFS has no DataNode to ${action} ${path}`;
    case 'HDFS_CONTENT':
      return `${path} in HDFS is not what was sent: ${why}`;
    case 'HDFS_PERMISSION':
      return `HDFS does not allow to ${action} ${path}: ${why}`;
    case 'HDFS_QUOTA':
      return `A quota of HDFS stands against it to ${action} ${path}: ${why}`;
    case 'HDFS_EXISTS':
      return `HDFS cannot ${action} ${path}: it exists already`;
    case 'HDFS_MISSING':
      return `HDFS cannot ${action} ${path}: it is not there`;
    case 'HDFS_REFUSED':
      return `HDFS at ${host} cannot ${action} ${path}: ${why}`;
  }
}

/** The directories of an upload tell nobody anything; the whole path is in the context. */
function shortened(path: string): string {
  return path.replaceAll(/(\/\.uploading)\/\S*\/(?=[^/\s]+)/g, '$1/.../');
}

const MAX_WORDS = 300;

/** Messages bring their whole Java stack along, and may have lines. */
function firstWords({ exception, message }: RemoteException): string {
  const said = message.split(/\n\s*at /, 1)[0] ?? '';
  const line = said.replaceAll(/\s+/g, ' ').trim().slice(0, MAX_WORDS);
  return line === '' ? exception : line;
}
