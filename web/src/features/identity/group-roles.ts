import type { SaveProvider } from "../../shared/api/types.ts";

type GroupRoles = SaveProvider["groupRoles"][number];

/** One group a line: `soc: reviewer, responder`. A group's name may hold colons; roles do not. */
export function groupLines(groups: readonly GroupRoles[]): string {
  return groups.map(({ group, roles }) => `${group}: ${roles.join(", ")}`).join("\n");
}

/** Reads such lines; what is none of the known roles makes the line wrong. */
export function readGroupLines(text: string, known: readonly string[]): { readonly groups: GroupRoles[]; readonly wrong: string | null } {
  const groups: GroupRoles[] = [];
  for (const line of text.split("\n").map((one) => one.trim())) {
    if (line === "") continue;
    const colon = line.lastIndexOf(":");
    const named = line
      .slice(colon + 1)
      .split(",")
      .map((role) => role.trim());
    const roles = known.filter((role) => named.includes(role));
    if (colon < 1 || roles.length !== new Set(named).size) return { groups, wrong: line };
    groups.push({ group: line.slice(0, colon).trim(), roles });
  }
  return { groups, wrong: null };
}
