export declare const ARRIVED: number;
export declare const MENDED: number;
export declare const STOP: number;
export declare const OWN: number;
