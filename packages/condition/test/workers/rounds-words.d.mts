export const GATE: number;
export const DONE: number;
export const OWN: number;
export const CAME: number;
export const STAYING: number;
export const NOTIFIED: number;
export const LEFT: number;
