import type { ConnectionOptions } from 'node:tls';
import type { SASLOptions as KafkajsSasl } from 'kafkajs';

export type SaslMechanism = 'plain' | 'scram-sha-256' | 'scram-sha-512';

/** How connections to the cluster are protected, with the content of all files. */
export type KafkaSecurity = {
  /** Present: TLS. Without `ca` the system's certificate authorities are trusted. */
  readonly tls?: {
    readonly ca?: string;
    /** Certificate and private key of this client, where the cluster asks for them (mTLS). */
    readonly certificate?: string;
    readonly key?: string;
  };
  readonly sasl?: {
    readonly mechanism: SaslMechanism;
    readonly username: string;
    readonly password: string;
  };
};

export const PLAINTEXT: KafkaSecurity = {};

/** As `node:tls` wants it; `undefined` means no TLS. */
export function tlsOptions({ tls }: KafkaSecurity): ConnectionOptions | undefined {
  if (tls === undefined) return undefined;
  const { ca, certificate, key } = tls;
  return {
    ...(ca !== undefined && { ca }),
    ...(certificate !== undefined && { cert: certificate }),
    ...(key !== undefined && { key }),
  };
}

/** As kafkajs wants it. */
export function kafkajsSasl({ sasl }: KafkaSecurity): KafkajsSasl | undefined {
  return sasl && { ...sasl };
}

const ADMIN_MECHANISMS = {
  plain: 'PLAIN',
  'scram-sha-256': 'SCRAM-SHA-256',
  'scram-sha-512': 'SCRAM-SHA-512',
} as const;

/** As the admin client wants it. */
export function adminSasl({ sasl }: KafkaSecurity) {
  return sasl && { ...sasl, mechanism: ADMIN_MECHANISMS[sasl.mechanism] };
}
