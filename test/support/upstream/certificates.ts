import { generateKeyPairSync, sign } from 'node:crypto';

export interface Identity {
  readonly key: string;
  readonly cert: string;
}

export interface CertificateOptions {
  /** The host name. Clients accept no IP address here: that takes an extension, which these certificates lack. */
  readonly name?: string;
  readonly issuer?: string;
  /** UTC, YYMMDDHHMMSSZ. */
  readonly notAfter?: string;
}

const NAME = '127.0.0.1';
const ECDSA_WITH_SHA256 = Buffer.from('06082a8648ce3d040302', 'hex');
const COMMON_NAME = Buffer.from('0603550403', 'hex');

/**
 * A new key with an X.509 certificate that no client trusts. It is self-signed when the issuer has its name. Otherwise
 * it looks as if another authority had signed it.
 */
export function createIdentity(options: CertificateOptions = {}): Identity {
  const { name = NAME, issuer = name, notAfter = '490101000000Z' } = options;
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const algorithm = der(0x30, ECDSA_WITH_SHA256);
  const body = der(
    0x30,
    der(0x02, Buffer.from([1])),
    algorithm,
    nameOf(issuer),
    der(0x30, timeOf('200101000000Z'), timeOf(notAfter)),
    nameOf(name),
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = der(0x03, Buffer.from([0]), sign('sha256', body, privateKey));
  const cert = der(0x30, body, algorithm, signature).toString('base64').replace(/.{64}/g, '$&\n');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${cert}\n-----END CERTIFICATE-----\n`,
  };
}

function nameOf(name: string): Buffer {
  return der(0x30, der(0x31, der(0x30, COMMON_NAME, der(0x0c, Buffer.from(name)))));
}

function timeOf(time: string): Buffer {
  return der(0x17, Buffer.from(time));
}

/** A DER value: tag, length and contents. */
function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const body = Buffer.concat(contents);
  const { length } = body;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
}
