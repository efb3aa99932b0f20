/** What a thread runs that does nothing; as the file of a bare worker it does nothing, too. */
export default function nothing() {
  // Nothing.
}
