import '@sync/once';

console.log('imported');
