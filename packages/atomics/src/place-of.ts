/** What others can see of a place has so many characters at most. */
const MOST = 80;

/** A line of a stack that is of these packages. */
const OURS = /[\\/](?:@sync|packages)[\\/](?:atomics|lock|condition)[\\/]dist[\\/]/;

/** Where these packages were called: a function, the file and the line. */
export function placeOfCall(): string {
  const { stack = '' } = new Error('here');
  const line = stack.split('\n').find((each) => /:\d+/.test(each) && !OURS.test(each)) ?? '';
  const place = line.trim().replace(/^at /, '');
  // Its end tells more than its beginning.
  return place.length <= MOST ? place : `...${place.slice(3 - MOST)}`;
}
