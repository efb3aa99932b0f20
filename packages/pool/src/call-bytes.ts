import type { Message } from '@sync/codec';

/** The bytes of a call, or of a result. */
export type CallBytes = Pick<Message, 'byteLength' | 'copyTo'>;

/** Bytes that stay as they are, whatever becomes of the values. */
export function copyOf(message: CallBytes): CallBytes {
  const bytes = new Uint8Array(message.byteLength);
  message.copyTo(bytes);
  return bytesOf(bytes);
}

/** Bytes, as a message. */
export function bytesOf(bytes: Uint8Array): CallBytes {
  return {
    byteLength: bytes.length,
    copyTo: (target, at) => {
      target.set(bytes, at);
    },
  };
}
