/** All that is written and not saved, without one of those that are called so. */
export function withoutOne(all: readonly string[], what: string): readonly string[] {
  const at = all.indexOf(what);
  return at < 0 ? all : all.toSpliced(at, 1);
}
