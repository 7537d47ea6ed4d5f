import {
  AclOperations,
  AclPermissionTypes,
  Admin,
  ResourcePatternTypes,
  ResourceTypes,
} from '@platformatic/kafka';
import { onTestFinished } from 'vitest';
import { sharedKafka } from './shared-kafka.ts';

/** Until the test ends the user may do anything with topics of this prefix but create them. */
export async function forbidCreation(username: string, prefix: string): Promise<void> {
  const { bootstrapServers } = sharedKafka();
  const admin = new Admin({ clientId: 'operator', bootstrapBrokers: [bootstrapServers] });
  const principal = `User:${username}`;
  const topics = {
    principal,
    host: '*',
    resourceType: ResourceTypes.TOPIC,
    resourceName: prefix,
    resourcePatternType: ResourcePatternTypes.PREFIXED,
    operation: AclOperations.ALL,
    permissionType: AclPermissionTypes.ALLOW,
  };
  const creation = {
    ...topics,
    operation: AclOperations.CREATE,
    permissionType: AclPermissionTypes.DENY,
  };
  const cluster = {
    ...creation,
    resourceType: ResourceTypes.CLUSTER,
    resourceName: 'kafka-cluster',
    resourcePatternType: ResourcePatternTypes.LITERAL,
  };
  const rules = [topics, creation, cluster];
  await admin.createAcls({ creations: rules });
  onTestFinished(async () => {
    await admin.deleteAcls({ filters: rules });
    await admin.close();
  });
}
