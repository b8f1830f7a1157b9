import { useState, type ReactElement } from "react";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import type { Offboarding } from "#shared/api/types.ts";
import { offboardingsQuery } from "#shared/queries/offboarding.ts";
import { may } from "#shared/queries/session.ts";
import { useSession } from "#shared/queries/session-context.ts";
import { visibleText } from "#shared/text/segments.ts";
import { Chip } from "#shared/ui/chip.tsx";
import { Empty, LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Page, Split } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import { OffboardPerson } from "./offboard-person.tsx";
import { OffboardingReport } from "./offboarding-report.tsx";
import { OffboardingSettings } from "./offboarding-settings.tsx";

/** Who left, and what ended with that. */
export function OffboardingPage(): ReactElement {
  const session = useSession();
  if (!may(session, "contain", "audit", "people"))
    return (
      <Page title="Offboarding">
        <Empty icon="leave" title="For responders and administrators" />
      </Page>
    );
  return <List admin={may(session, "people")} />;
}

function List({ admin }: { readonly admin: boolean }): ReactElement {
  const { offboardingId = null } = useParams({ from: "/frame/settings/offboarding/{-$offboardingId}" });
  const navigate = useNavigate({ from: "/settings/offboarding/{-$offboardingId}" });
  const offboardings = useQuery(offboardingsQuery);
  const [asking, setAsking] = useState(false);
  const items = offboardings.data ?? [];
  const shown = items.find(({ id }) => id === offboardingId);
  return (
    <Page
      title="Offboarding"
      tools={
        admin && (
          <>
            {offboardingId !== null && (
              <Button size="xs" variant="default" onClick={() => void navigate({ params: { offboardingId: undefined } })}>
                Rule and HR systems
              </Button>
            )}
            <Button size="xs" color="red" data-testid="offboard-person" onClick={() => setAsking(true)}>
              Offboard a person…
            </Button>
          </>
        )
      }
    >
      <Split
        label="Who left"
        selected={offboardingId !== null}
        list={
          <>
            {offboardings.isPending && <LoadingRows rows={6} height={44} />}
            {offboardings.isError && <Problem error={offboardings.error} retry={() => void offboardings.refetch()} />}
            {offboardings.data !== undefined && items.length === 0 && (
              <Empty icon="leave" title="Nobody has left">
                When the directory, a security event, an HR system or an administrator says that somebody has left, their skills stop, and
                the report stands here.
              </Empty>
            )}
            <ul className={pageStyles.rows} data-testid="offboardings">
              {items.map((item) => (
                <li key={item.id}>
                  <Row item={item} selected={item.id === offboardingId} />
                </li>
              ))}
            </ul>
          </>
        }
        detail={
          shown !== undefined ? (
            <OffboardingReport key={shown.id} offboarding={shown} admin={admin} />
          ) : offboardingId !== null && offboardings.isSuccess ? (
            <Empty icon="leave" title="No such report" />
          ) : admin ? (
            <OffboardingSettings />
          ) : null
        }
      />
      {asking && (
        <OffboardPerson
          onClose={() => setAsking(false)}
          onDone={(id) => {
            setAsking(false);
            void navigate({ params: { offboardingId: id } });
          }}
        />
      )}
    </Page>
  );
}

function Row({ item, selected }: { readonly item: Offboarding; readonly selected: boolean }): ReactElement {
  const skills = item.report.skills?.length ?? 0;
  return (
    <Link
      className={pageStyles.row}
      to="/settings/offboarding/{-$offboardingId}"
      params={{ offboardingId: item.id }}
      aria-current={selected ? "true" : undefined}
      data-selected={selected ? "" : undefined}
      data-testid="offboarding-row"
      data-id={item.id}
    >
      <div className={pageStyles.line}>
        <strong>{visibleText(item.person.name)}</strong>
        {item.state === "left" ? <Chip tone="danger">left</Chip> : <Chip>came back</Chip>}
      </div>
      <div className={pageStyles.line}>
        <span className="sg-muted">
          {skills} {skills === 1 ? "skill" : "skills"}, {item.streamsCut} {item.streamsCut === 1 ? "stream" : "streams"} cut
        </span>
        <span className="sg-muted">
          <TimeAgo iso={item.at} />
        </span>
      </div>
    </Link>
  );
}
