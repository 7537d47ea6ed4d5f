/** A DataNode as the NameNode tells of it. */
type DataNodeFacts = {
  /** Host and port. */
  readonly name: string;
  /** `dead` is what the NameNode has given up, by default after ten and a half minutes. */
  readonly state: 'live' | 'dead';
  /** Since its last heartbeat, which comes every 3 s by default. */
  readonly silentSeconds: number;
  readonly usedBytes: number;
  readonly capacityBytes: number;
};

/** HDFS as its NameNode sees it. */
export type HdfsStatus = {
  readonly version: string;
  /** Why nothing can be written, in the NameNode's words; `null` when it can. */
  readonly safeMode: string | null;
  readonly capacityBytes: number;
  readonly usedBytes: number;
  readonly remainingBytes: number;
  readonly files: number;
  readonly blocks: number;
  readonly liveNodes: number;
  readonly staleNodes: number;
  readonly deadNodes: number;
  /** At most `MAX_NODES`, those with the oldest heartbeats first. */
  readonly nodes: readonly DataNodeFacts[];
  readonly missingBlocks: number;
  readonly underReplicatedBlocks: number;
  readonly corruptBlocks: number;
};

/** What is in the export folder. */
export type ExportFolder = {
  readonly files: number;
  readonly bytes: number;
  readonly snapshots: number;
  /** The newest ones, newest first, at most `MAX_SNAPSHOTS`. */
  readonly newest: readonly FolderEntry[];
};

type FolderEntry = {
  readonly name: string;
  /** Epoch milliseconds. */
  readonly modifiedAt: number;
};

const MAX_NODES = 20;
export const MAX_SNAPSHOTS = 10;

type Bean = Readonly<Record<string, unknown>>;

/** Beans of the NameNode, by name; without what it has not got to in its start. */
export type StatusBeans = {
  readonly FSNamesystemState: Bean;
  readonly NameNodeInfo: Bean;
  /** Up to 10 s old, unlike the others: for what these do not have. */
  readonly FSNamesystem: Bean;
};

/** @returns `undefined` while the NameNode has not got that far in its start */
export function readStatus(beans: StatusBeans): HdfsStatus | undefined {
  const { FSNamesystemState: state, NameNodeInfo: info, FSNamesystem: system } = beans;
  const version = info['SoftwareVersion'];
  if (typeof version !== 'string' || typeof state['FilesTotal'] !== 'number') return undefined;
  const count = (name: string) => Number(state[name] ?? 0);
  const safeMode = oneLine(String(info['Safemode'] ?? ''));
  return {
    version,
    safeMode: safeMode === '' ? null : safeMode,
    capacityBytes: count('CapacityTotal'),
    usedBytes: count('CapacityUsed'),
    remainingBytes: count('CapacityRemaining'),
    files: count('FilesTotal'),
    blocks: count('BlocksTotal'),
    liveNodes: count('NumLiveDataNodes'),
    staleNodes: count('NumStaleDataNodes'),
    deadNodes: count('NumDeadDataNodes'),
    nodes: [...nodesIn(info['DeadNodes'], 'dead'), ...nodesIn(info['LiveNodes'], 'live')]
      .sort((one, other) => other.silentSeconds - one.silentSeconds)
      .slice(0, MAX_NODES),
    missingBlocks: Number(info['NumberOfMissingBlocks'] ?? 0),
    underReplicatedBlocks: count('UnderReplicatedBlocks'),
    corruptBlocks: Number(system['CorruptBlocks'] ?? 0),
  };
}

/** The NameNode tells its nodes as JSON within a string. */
function nodesIn(text: unknown, state: DataNodeFacts['state']): readonly DataNodeFacts[] {
  const nodes = JSON.parse(String(text ?? '{}')) as Readonly<Record<string, Bean>>;
  return Object.entries(nodes).map(([name, node]) => ({
    name,
    state,
    silentSeconds: Number(node['lastContact'] ?? 0),
    usedBytes: Number(node['used'] ?? 0),
    capacityBytes: Number(node['capacity'] ?? 0),
  }));
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
