/** Sections in which the account grows, in a thread that may die in the middle. */
export function sections(account, { who, numbers, step, note }, silent = false) {
  const busy = () => {
    const ms = [0, 0, 0.1, 1][numbers.below(4)] * numbers.next();
    for (const end = performance.now() + ms; performance.now() < end; );
  };
  const section = () => {
    // Who takes over without a word looks for himself.
    if (silent) account.repair();
    account.add(who, () => {
      note('holds', 1);
      step('holds');
      busy();
      step('is about to release');
      note('holds', 0);
    });
  };
  // What throws within is released.
  const scoped = () => {
    try {
      section();
    } catch (error) {
      if (account.inside !== who) throw error;
      account.repair();
      note('holds', 0);
      throw error;
    }
  };
  return { section, scoped, busy };
}
