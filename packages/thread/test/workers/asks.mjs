/** What another thread says of the result of a thread. */
export default function (thread) {
  try {
    return thread.result({ timeout: 10_000 });
  } catch ({ name, message }) {
    return { name, message };
  }
}
