export default function (event) {
  event.set();
}
