export const TOTAL: number;
export const COPY: number;
export const OWN: number;
