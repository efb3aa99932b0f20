/** What the tests look at; no part of the package's face. */
export { Lane, NOTHING } from './lane.ts';
export { Payloads } from './payload.ts';
export { reclaim } from './reclaim.ts';
export { Seat } from './seat.ts';
export { Seats } from './seats.ts';
export { seeToTheDead } from './the-dead.ts';
export { AWAKE, BELL, DONE, LANE_HEAD, LANE_TAIL, NONE, SEAT_NUMBER, SEAT_STATE, SLOT_LENGTH, WAKE, laneAt, seatAt } from './words.ts';
