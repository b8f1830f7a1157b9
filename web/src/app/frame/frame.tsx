import { useEffect, useState, type ReactElement } from "react";
import { useHotkeys } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Outlet, useNavigate } from "@tanstack/react-router";
import type { Session } from "#shared/api/types.ts";
import { useKeys } from "#shared/keyboard/use-keys.ts";
import { useStale } from "#shared/live/live-context.ts";
import { LiveProvider } from "#shared/live/live-provider.tsx";
import { SessionContext } from "#shared/queries/session-context.ts";
import { may, sessionQuery } from "#shared/queries/session.ts";
import { UnsavedProvider } from "#shared/unsaved/unsaved-provider.tsx";
import { Alerts } from "./alerts.tsx";
import styles from "./frame.module.css";
import { KeyboardHelp } from "./keyboard-help.tsx";
import { LeaveFailed } from "./leave-failed.tsx";
import { Palette } from "./palette.tsx";
import { SideNav } from "./side-nav.tsx";
import { TopBar } from "./top-bar.tsx";
import { useLeave } from "./use-leave.ts";

/** What stands around every page of somebody who is signed in. */
export function Frame(): ReactElement | null {
  const session = useQuery(sessionQuery).data;
  const navigate = useNavigate();
  useEffect(() => {
    if (session === null) void navigate({ to: "/sign-in", replace: true });
  }, [session, navigate]);

  if (session === undefined || session === null) return null;
  return (
    <SessionContext key={`${session.organisation.id} ${session.user.id}`} value={session}>
      <LiveProvider key={String(may(session, "read"))} session={session}>
        <UnsavedProvider>
          <Inside session={session} />
        </UnsavedProvider>
      </LiveProvider>
    </SessionContext>
  );
}

function Inside({ session }: { readonly session: Session }): ReactElement {
  const navigate = useNavigate();
  const stale = useStale();
  const leave = useLeave();
  const [palette, setPalette] = useState(false);
  const [help, setHelp] = useState(false);

  useHotkeys([["mod+K", () => setPalette(true)]], []);
  useKeys({
    "/": () => setPalette(true),
    "?": () => setHelp(true),
    "g h": () => void navigate({ to: "/" }),
    "g a": () => void navigate({ to: "/approvals/{-$approvalId}" }),
    "g s": () => void navigate({ to: "/sessions" }),
    "g f": () => void navigate({ to: "/search" }),
    "g k": () => void navigate({ to: "/skills/{-$skillId}" }),
  });

  return (
    <div className={styles.frame}>
      <TopBar session={session} onSearch={() => setPalette(true)} onHelp={() => setHelp(true)} onLeave={leave.mutate} />
      <SideNav session={session} />
      <Alerts />
      <main className={styles.main} data-stale={stale === null ? undefined : ""} data-testid="main">
        <Outlet />
      </main>
      {palette && <Palette session={session} onClose={() => setPalette(false)} onHelp={() => setHelp(true)} onLeave={leave.mutate} />}
      <LeaveFailed session={session} leave={leave} />
      <KeyboardHelp opened={help} onClose={() => setHelp(false)} />
    </div>
  );
}
