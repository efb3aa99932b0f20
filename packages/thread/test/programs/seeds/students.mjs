// Each thread has a student of its own in the same variable.
import { ThreadLocal } from '@sync/thread-local';
import { Barrier } from '@sync/barrier';
import { Thread, isMainThread } from '@sync/thread';

const greet = (student) => `hello ${student.value}`;

export function study(student, barrier, name) {
  student.value = name;
  barrier.wait({ timeout: 10_000 }); // all have written by now
  return greet(student);
}

if (isMainThread) {
  const student = new ThreadLocal({ name: 'student' });
  const names = ['Ann', 'Ben', 'Cleo'];
  const barrier = new Barrier(names.length);
  const threads = names.map((name) => new Thread(import.meta.url, { export: 'study', name, args: [student, barrier, name] }).start());
  for (const thread of threads) console.log(`${thread.name}: ${thread.result()}`);
  console.log(`main: ${student.value}`);
}
