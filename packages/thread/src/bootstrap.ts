/** What the workers of this package's making load. */
import { isJob } from './job.ts';
import { workerThreads } from './platform.ts';
import { runJob } from './run.ts';
import { serve } from './worker.ts';

const job = workerThreads()?.workerData;
if (isJob(job)) void runJob(job);
else serve({});
