// Tasks of odd names.
const constructs = (value) => `constructor ${value}`;
const shows = (value) => `toString ${value}`;
export { constructs as constructor, shows as toString };
export default (value) => `default ${value}`;
export const self = (fn) => fn;
