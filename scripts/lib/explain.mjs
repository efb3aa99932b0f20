/** An error whose message says all there is to say: it is printed alone, without a stack. */
export class Explained extends Error {
  explained = true;
}
