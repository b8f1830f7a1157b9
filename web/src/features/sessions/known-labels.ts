import type { SessionDetail } from "#shared/api/types.ts";
import { bareLabel } from "#shared/text/label-context.ts";

/** Labels that findings of a session stand behind; null while it is live, for then not all of them are known. */
export function knownLabels(session: SessionDetail): ReadonlySet<string> | null {
  return session.live
    ? null
    : new Set(session.exchangesList.flatMap(({ findings }) => findings.map((finding) => bareLabel(finding.label))));
}
