import '@sync/shared';

console.log('imported');
