import type { Admin } from '@platformatic/kafka';
import type { ClusterAccess } from './cluster-access.ts';
import { type KafkaSubject, translateKafkaError } from './kafka-errors.ts';
import type { Outage } from './outage.ts';
import type { Patience } from './patience.ts';

/** Asks the cluster something; waits for a broker that is away, and translates every failure. */
export type AdminCall = <Result>(
  subject: Omit<KafkaSubject, 'address'>,
  work: (admin: Admin) => Promise<Result>,
) => Promise<Result>;

export type AdminConnection = {
  readonly call: AdminCall;
  /** The same, but fails at once when the broker is away. */
  readonly callOnce: AdminCall;
  /** The same, with a patience of its own. */
  outlasting(outage: Outage): AdminCall;
  close(): Promise<void>;
};

export function connectAdmin(
  access: ClusterAccess,
  outage: Outage,
  patience: Patience,
): AdminConnection {
  const { address } = access;
  const admin = access.openAdmin();
  const callOnce: AdminCall = async (subject, work) => {
    try {
      return await patience.untilEnd(work(admin));
    } catch (error) {
      throw translateKafkaError(error, { ...subject, address });
    }
  };
  const outlasting =
    (outlasted: Outage): AdminCall =>
    (subject, work) =>
      outlasted.outlast(() => callOnce(subject, work));
  return {
    callOnce,
    call: outlasting(outage),
    outlasting,
    // Nothing depends on how a connection ends.
    close: () => patience.untilEnd(admin.close()).catch(() => undefined),
  };
}
