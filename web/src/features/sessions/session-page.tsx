import { useMemo, type ReactElement } from "react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import type { SessionDetail } from "#shared/api/types.ts";
import { EvidenceExport } from "#shared/evidence/evidence-export.tsx";
import { OpenIncident } from "#shared/incidents/open-incident.tsx";
import { useMay } from "#shared/queries/roles.ts";
import { sessionDetailQuery } from "#shared/queries/sessions.ts";
import { BodyText } from "#shared/text/body-text.tsx";
import { LabelContext, type LabelMarks } from "#shared/text/label-context.ts";
import { visibleText } from "#shared/text/segments.ts";
import { Chip, Dot } from "#shared/ui/chip.tsx";
import { Icon } from "#shared/ui/icon.tsx";
import { LoadingRows, Problem } from "#shared/ui/note.tsx";
import { LinkButton } from "#shared/ui/link-button.tsx";
import { Page } from "#shared/ui/page.tsx";
import { Beside, CompareMenu } from "./beside.tsx";
import { knownLabels } from "./known-labels.ts";
import { SessionColumn } from "./session-column.tsx";
import { SessionFacts } from "./session-facts.tsx";
import { readSessionSearch } from "./sessions-search.ts";
import styles from "./session-page.module.css";

export function SessionPage(): ReactElement {
  const { sessionId } = useParams({ from: "/frame/sessions/$sessionId" });
  const session = useQuery(sessionDetailQuery(sessionId));
  if (session.data !== undefined) return <Loaded key={sessionId} session={session.data} />;
  return (
    <Page title={<BackLink />}>
      {session.isError ? <Problem error={session.error} retry={() => void session.refetch()} /> : <LoadingRows />}
    </Page>
  );
}

function Loaded({ session }: { readonly session: SessionDetail }): ReactElement {
  const { label = null, turn = null, beside = null } = useSearch({ from: "/frame/sessions/$sessionId" });
  const navigate = useNavigate({ from: "/sessions/$sessionId" });
  const marks = useMemo<LabelMarks>(
    () => ({
      known: knownLabels(session),
      selected: label,
      select: (chosen) => void navigate({ search: (before) => readSessionSearch({ ...before, label: chosen }), replace: true }),
    }),
    [session, label, navigate],
  );

  return (
    <LabelContext value={marks}>
      <Page title={<Title session={session} />} tools={<Tools session={session} beside={beside} />}>
        <div className={styles.layout} data-beside={beside === null ? undefined : ""}>
          <SessionColumn session={session} label={label} turn={turn} keyed />
          {beside === null ? <SessionFacts session={session} /> : <Beside key={beside} sessionId={beside} />}
        </div>
      </Page>
    </LabelContext>
  );
}

function BackLink(): ReactElement {
  return (
    <Link className={styles.back} to="/sessions">
      <Icon name="back" size={14} />
      Sessions
    </Link>
  );
}

function Title({ session }: { readonly session: SessionDetail }): ReactElement {
  return (
    <span className={styles.title}>
      <BackLink />
      <span className="sg-muted">/</span>
      <Dot tone={session.live ? "live" : "plain"} pulse={session.live} />
      <span>
        {session.skillName}
        <span className={styles.what}>
          <BodyText text={session.title ?? session.name ?? "untitled session"} line />
        </span>
      </span>
    </span>
  );
}

function Tools({ session, beside }: { readonly session: SessionDetail; readonly beside: string | null }): ReactElement {
  const navigate = useNavigate();
  const contains = useMay("contain");
  return (
    <>
      {beside === null && <CompareMenu session={session} />}
      <OpenIncident
        title={`${session.skillName}: ${visibleText(session.title ?? session.name ?? "session")}`.slice(0, 120)}
        sessionIds={[session.id]}
        onOpened={(id) => void navigate({ to: "/incidents/{-$incidentId}", params: { incidentId: id } })}
      />
      {session.live && (
        <Chip tone="live" testId="session-live">
          live
        </Chip>
      )}
      <EvidenceExport wanted={{ sessions: [session.id] }} of="this session" />
      {contains && (
        <>
          <LinkButton variant="default" to="/locks" search={{ kind: "session", target: session.id }} data-testid="lock-session">
            Lock session…
          </LinkButton>
          <LinkButton
            variant="outline"
            color="red"
            to="/skills/{-$skillId}"
            params={{ skillId: session.skillId }}
            search={{ act: "stop" }}
            leftSection={<Icon name="stop" size={14} />}
            data-testid="stop-session-skill"
          >
            Stop skill…
          </LinkButton>
        </>
      )}
    </>
  );
}
