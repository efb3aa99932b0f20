export { checkTravels, type TravelOptions } from './check-travels.ts';
export { decode, decodeError, decodeFrom, type DecodeOptions } from './decode.ts';
export { encode, encodeError, encodeInto, prepare, type EncodeOptions } from './encode.ts';
export type { ErrorClass } from './error-classes.ts';
export type { Message } from './message.ts';
export type { Travels } from './travels.ts';
