import '@sync/condition';

console.log('imported');
