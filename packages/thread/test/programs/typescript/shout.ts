export type Shouted = string;

export function shout(text: string): Shouted {
  return text.toUpperCase();
}
