// Tasks that look at async contexts.
import { currentTask, provideContext } from '@sync/pool/worker';
import { AsyncLocalStorage } from 'node:async_hooks';

const [request, user] = [new AsyncLocalStorage(), new AsyncLocalStorage()];
provideContext({ request, user });

export const seen = () => [request.getStore(), user.getStore()];
export const seenLater = async () => {
  await new Promise((resolve) => setTimeout(resolve, 1));
  return seen();
};
export const told = (name) => currentTask().context(name);
