import type { ReactElement } from "react";
import type { ConnectionHealth } from "#shared/api/types.ts";
import { exactText, secondsOf } from "#shared/time/format.ts";
import { Chip } from "#shared/ui/chip.tsx";

const failures: Readonly<Record<string, string>> = {
  unreachable: "Claude could not be reached. Check the base URL and the gateway's network.",
  broken_off: "Answers broke off or were not Claude's. Check the base URL.",
  credential_refused: "Claude refused the credential. Replace it.",
  server_error: "Claude answered with errors of its own. Look at its status page.",
};

/** Whether Claude answers over a connection, and what to do when it does not. */
export function HealthChip({ health }: { readonly health: ConnectionHealth }): ReactElement {
  if (health.state === "unknown") return <Chip>not used yet</Chip>;
  if (health.state !== "failing" || health.failingSince === null) return <Chip tone="live">answering</Chip>;
  const problem = failures[health.lastFailure ?? ""] ?? "Claude does not answer.";
  return (
    <>
      <Chip tone="danger" title={`${String(health.failuresInRow)} failures in a row`}>
        failing since {exactText(secondsOf(health.failingSince))}
      </Chip>{" "}
      {problem}
    </>
  );
}
