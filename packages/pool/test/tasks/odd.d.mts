declare function constructs(value: number): string;
export { constructs as constructor, constructs as toString };
export default function (value: number): string;
export function self<T>(fn: T): T;
