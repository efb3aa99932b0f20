// Tasks of programs that print.
import '@sync/event';

export const add = (a, b) => a + b;
export const prints = (lines, result) => {
  for (const line of lines) console.log(line);
  return result;
};
export const printsLater = async (line) => {
  await new Promise((resolve) => setTimeout(resolve, 50));
  console.log(line);
};
export const printsWhenOpen = (started, gate, line) => {
  started.set();
  gate.wait();
  console.log(line);
};
export const loops = () => {
  for (;;);
};
export const throws = () => {
  throw new RangeError('not today');
};
