import { compressionsAlgorithms } from '@platformatic/kafka';
// Node sees only some of this CommonJS module's names.
import kafkajs from 'kafkajs';

const { CompressionCodecs, CompressionTypes } = kafkajs;

type Codec = {
  compress(encoder: { readonly buffer: Buffer }): Promise<Buffer>;
  decompress(buffer: Buffer): Promise<Buffer>;
};

/** What kafkajs leaves to others. The names are the admin client's. */
const CODECS = [
  [CompressionTypes.Snappy, 'snappy'],
  [CompressionTypes.LZ4, 'lz4'],
  [CompressionTypes.ZSTD, 'zstd'],
] as const;

/**
 * Teaches kafkajs the codecs it lacks: other producers may write compressed records into the topic,
 * and one batch that cannot be read would end the consuming.
 */
export function registerCompressionCodecs(): void {
  for (const [type, name] of CODECS) {
    const { compressSync, decompressSync } = compressionsAlgorithms[name];
    CompressionCodecs[type] = (): Codec => ({
      compress: async ({ buffer }) => compressSync(buffer),
      decompress: async (buffer) => decompressSync(buffer),
    });
  }
}
