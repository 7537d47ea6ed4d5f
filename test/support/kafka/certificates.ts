import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Paths of PEM files that were made for one test run. */
export type Certificates = {
  readonly ca: string;
  /** Key and certificate of the broker, one after the other. */
  readonly server: string;
  readonly clientCertificate: string;
  readonly clientKey: string;
  /** An authority that signed nothing here. */
  readonly otherCa: string;
};

const openssl = (parameters: readonly string[]) => promisify(execFile)('openssl', [...parameters]);

/** A certificate authority, a broker's certificate for the loopback address, and a client's. */
export async function makeCertificates(directory: string): Promise<Certificates> {
  const at = (name: string) => join(directory, name);
  await Promise.all([makeAuthority(at('ca')), makeAuthority(at('other-ca'))]);
  await makeSigned(at('server'), at('ca'), 'subjectAltName=IP:127.0.0.1,DNS:localhost');
  await makeSigned(at('client'), at('ca'), 'extendedKeyUsage=clientAuth');
  const key = await readFile(at('server.key'), 'utf8');
  await writeFile(at('server.pem'), key + (await readFile(at('server.crt'), 'utf8')));
  return {
    ca: at('ca.crt'),
    server: at('server.pem'),
    clientCertificate: at('client.crt'),
    clientKey: at('client.key'),
    otherCa: at('other-ca.crt'),
  };
}

async function makeAuthority(path: string): Promise<void> {
  const names = ['-subj', '/CN=trackdeck test authority', '-days', '2'];
  const files = ['-keyout', `${path}.key`, '-out', `${path}.crt`];
  await openssl(['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...names, ...files]);
}

async function makeSigned(path: string, authority: string, extension: string): Promise<void> {
  const request = ['-subj', '/CN=trackdeck test', '-keyout', `${path}.key`, '-out', `${path}.csr`];
  await openssl(['req', '-newkey', 'rsa:2048', '-nodes', ...request]);
  await writeFile(`${path}.ext`, extension);
  const signing = ['-CA', `${authority}.crt`, '-CAkey', `${authority}.key`, '-CAcreateserial'];
  const files = ['-in', `${path}.csr`, '-out', `${path}.crt`, '-extfile', `${path}.ext`];
  await openssl(['x509', '-req', '-days', '2', ...signing, ...files]);
}
