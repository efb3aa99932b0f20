/** Whether a thread blocks, awaits, or does both at once. */
export type Mode = 'sync' | 'async' | 'mixed';
