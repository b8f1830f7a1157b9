/** What the server asks of a new password, wherever one is set. */
export const leastPassword = 12;

/** Why a new password cannot be sent yet; null when it can. */
export function notYet(password: string, again: string): string | null {
  if (password.length < leastPassword) return `At least ${String(leastPassword)} characters are needed.`;
  if (again === "") return "Enter it once more.";
  return again === password ? null : "The two are not the same.";
}

/** Beside the second field: said only once something else stands there. */
export function differs(password: string, again: string): string | null {
  return again === "" || again === password ? null : "This is another one.";
}
