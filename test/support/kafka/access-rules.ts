import {
  AclOperations,
  AclPermissionTypes,
  Admin,
  ResourcePatternTypes,
  ResourceTypes,
} from '@platformatic/kafka';
import { until } from '../cli/until.ts';

/** One thing that a user may do with something of the cluster, or may not. */
export type AccessRule = {
  readonly resource: 'TOPIC' | 'GROUP' | 'TRANSACTIONAL_ID' | 'CLUSTER';
  readonly name: string;
  readonly operation: keyof typeof AclOperations;
  /** Of everything whose name begins so. */
  readonly isPrefix?: boolean;
  readonly isDenied?: boolean;
};

/** Sets a user's rules, as an administrator does; returns what takes them back. */
export async function setRules(
  bootstrapServers: string,
  username: string,
  rules: readonly AccessRule[],
): Promise<() => Promise<void>> {
  const admin = new Admin({ clientId: 'operator', bootstrapBrokers: [bootstrapServers] });
  const entries = rules.map((rule) => entryOf(username, rule));
  // A broker hears of them from its controller, a moment after that has taken them.
  const untilKnown = (isThere: boolean) =>
    until('the access rules to hold', async () => {
      const found = await Promise.all(entries.map((filter) => admin.describeAcls({ filter })));
      return found.every((known) => known.length > 0 === isThere);
    });
  await admin.createAcls({ creations: entries });
  await untilKnown(true);
  return async () => {
    await admin.deleteAcls({ filters: entries });
    await untilKnown(false);
    await admin.close();
  };
}

function entryOf(username: string, rule: AccessRule) {
  const { resource, name, operation, isPrefix = false, isDenied = false } = rule;
  return {
    principal: `User:${username}`,
    host: '*',
    resourceType: ResourceTypes[resource],
    resourceName: name,
    resourcePatternType: ResourcePatternTypes[isPrefix ? 'PREFIXED' : 'LITERAL'],
    operation: AclOperations[operation],
    permissionType: AclPermissionTypes[isDenied ? 'DENY' : 'ALLOW'],
  };
}
