/** What a tool said when it failed, or the one thing there is to say where the network is missing. */
export function whyNot(said) {
  const offline = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ENOTCACHED/.exec(said);
  if (offline === null) return `\n${said.trim()}`;
  return `there is no network (${offline[0]}), which the first run needs.`;
}
