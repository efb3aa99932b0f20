import { check } from '@sync/model';

try {
  check(() => {
    const data = new Int32Array(new SharedArrayBuffer(8));
    return {
      threads: [
        function push() { data[0] = 1; },
        // A method of an array asks from within the platform.
        // prettier-ignore
        function fill() { data.set([1]); },
      ],
    };
  });
} catch (error) {
  console.log(error.message);
}
