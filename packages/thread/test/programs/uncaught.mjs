// Who is told of the errors that end threads: argv[2] says how.
import { Thread, setExceptHook } from '@sync/thread';

const fails = (name, error = "new RangeError('in ' + name)") => new Thread(new Function('name', `throw ${error};`), { name, args: [name] });
const told = ({ error, thread }) => console.log('told of', thread.name, String(error));

switch (process.argv[2]) {
  case 'prints':
    fails('one').start().join();
    console.log('goes on');
    break;
  case 'prints-awaited':
    await fails('one').start().joinAsync();
    console.log('goes on');
    break;
  case 'nobody-joins':
    fails('one').start();
    break;
  case 'hook':
    setExceptHook(told);
    fails('one').start().join();
    await fails('two').start().joinAsync();
    fails('three').start();
    break;
  case 'hook-taken-back': {
    setExceptHook(told);
    fails('one').start().join();
    const before = setExceptHook(undefined);
    console.log(before === told);
    fails('two').start().join();
    break;
  }
  case 'hook-throws':
    setExceptHook(() => {
      throw new TypeError('the hook fails');
    });
    fails('one').start().join();
    console.log('goes on');
    break;
  case 'hook-posts-result':
    setExceptHook(told);
    new Thread(() => () => 1, { name: 'one' }).start().join();
    break;
  case 'stop': {
    setExceptHook(told);
    const thread = new Thread(new URL('../workers/sleeps.mjs', import.meta.url), { name: 'stopped' }).start();
    thread.stop(new Error('enough'));
    thread.join();
    console.log(thread.isAlive);
    break;
  }
  case 'exits':
    setExceptHook(told);
    new Thread(() => process.exit(3)).start().join();
    console.log('goes on');
    break;
  case 'non-error':
    fails('one', '{ reason: name }').start().join();
    fails('two', 'undefined').start().join();
    break;
  case 'cause':
    fails('one', "Object.assign(new Error('outer', { cause: new TypeError('inner') }), { code: 'E_OUT' })").start().join();
    break;
}
