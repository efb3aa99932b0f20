import '@sync/event';

console.log('imported');
