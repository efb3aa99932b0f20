import './not-there.mjs';

export default function () {}
