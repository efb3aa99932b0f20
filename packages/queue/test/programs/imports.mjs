import '@sync/queue';

console.log('imported');
