import type { Message } from '@sync/codec';

/** The bytes of a call, or of a result. */
export type CallBytes = Pick<Message, 'byteLength' | 'copyTo'>;

/** Bytes that stay as they are, whatever becomes of large buffers in the value. */
export function kept(message: CallBytes): CallBytes {
  if ((message as Partial<Message>).parts?.length === 1) return message;
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
