import '@sync/latch';

console.log('imported');
