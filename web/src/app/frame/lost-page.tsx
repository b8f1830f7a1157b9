import type { ReactElement } from "react";
import { Button } from "@mantine/core";
import { Link, type ErrorComponentProps } from "@tanstack/react-router";
import { Empty, Problem } from "#shared/ui/note.tsx";

export function LostPage(): ReactElement {
  return (
    <Empty icon="search" title="There is no such page">
      The address may be mistyped, or the thing belongs to another organisation. <Link to="/">Go to Home</Link>
    </Empty>
  );
}

export function BrokenPage({ error, reset }: ErrorComponentProps): ReactElement {
  return (
    <div style={{ maxWidth: 560, margin: "64px auto", padding: 16 }}>
      <Problem error={error} />
      <Button mt="sm" variant="default" onClick={reset}>
        Try again
      </Button>
    </div>
  );
}
