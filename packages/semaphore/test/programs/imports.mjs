import '@sync/semaphore';

console.log('imported');
