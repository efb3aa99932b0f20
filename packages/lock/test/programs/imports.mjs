import '@sync/lock';

console.log('imported');
