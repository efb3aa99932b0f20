export const TOTAL: number;
export const COPY: number;
export const STOP: number;
export const ARRIVED: number;
export const OWN: number;
