export function seen(): unknown[];
export function seenLater(): Promise<unknown[]>;
export function told(name: string): unknown;
