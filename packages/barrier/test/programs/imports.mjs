import '@sync/barrier';

console.log('imported');
