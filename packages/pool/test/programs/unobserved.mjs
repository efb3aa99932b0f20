import { Future } from '@sync/pool';

const start = performance.now();
process.on('exit', () => console.log(performance.now() - start < 3000 ? 'at once' : 'late'));

Future.reject(new RangeError('nobody'));
Future.reject(undefined);

const late = Future.reject(new Error('late'));
setTimeout(() => late.catch(() => console.log('caught late')), 20);

Future.resolve(1).addDoneCallback(() => {
  throw new Error('of the callback');
});
