import { useState, type ReactElement } from "react";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useStale } from "#shared/live/live-context.ts";
import { useMay } from "#shared/queries/roles.ts";
import { connectionsQuery } from "#shared/queries/settings.ts";
import { visibleText } from "#shared/text/segments.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Chip } from "#shared/ui/chip.tsx";
import { CopyId } from "#shared/ui/copy-id.tsx";
import { cx } from "#shared/ui/cx.ts";
import { Icon } from "#shared/ui/icon.tsx";
import { LinkButton } from "#shared/ui/link-button.tsx";
import { Empty, LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Page } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import styles from "./connections.module.css";
import { CredentialPanel } from "./credential-panel.tsx";
import { HealthChip } from "./health-chip.tsx";
import { NewConnection } from "./new-connection.tsx";

export function ConnectionsPage(): ReactElement {
  const contains = useMay("contain");
  const manages = useMay("manage");
  const stale = useStale();
  const [adding, setAdding] = useState(false);
  const connections = useQuery(connectionsQuery);
  const [opened, setOpened] = useState<string | null>(null);
  const items = connections.data ?? [];
  const shown = items.find((connection) => connection.id === opened);
  return (
    <Page
      title="Connections"
      tools={
        <ActionButton
          blocked={manages ? stale : "An administrator registers connections."}
          onClick={() => setAdding(true)}
          leftSection={<Icon name="plus" size={14} />}
          testId="new-connection"
        >
          New connection
        </ActionButton>
      }
    >
      <div className={pageStyles.body} style={{ background: "var(--sg-panel)" }}>
        {connections.isPending && <LoadingRows rows={4} />}
        {connections.isError && <Problem error={connections.error} retry={() => void connections.refetch()} />}
        {connections.data !== undefined && items.length === 0 && (
          <Empty icon="connections" title="No connection to Claude yet">
            A connection is Claude’s address and the API key for it. Skills are registered for one, and call Claude through it.
          </Empty>
        )}
        {shown !== undefined && (
          <div className={styles.above}>
            <CredentialPanel key={shown.id} connection={shown} onClose={() => setOpened(null)} />
          </div>
        )}
        {items.length > 0 && (
          <table className={cx(pageStyles.table, pageStyles.wideTable)} data-testid="connections">
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">State</th>
                <th scope="col">Base URL</th>
                <th scope="col">Credential</th>
                <th scope="col">Regions</th>
                <th scope="col">Made</th>
                <th scope="col">Id</th>
                <th scope="col">
                  <span className="sg-hidden">Acts</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((connection) => (
                <tr key={connection.id}>
                  <td>
                    <b>{connection.name}</b>{" "}
                    {connection.beyondPlan && (
                      <Chip
                        tone="wait"
                        title="More than your plan allows: it goes on, and no more skills can use it. A larger plan, under Billing, lifts that."
                      >
                        Read-only
                      </Chip>
                    )}
                  </td>
                  <td>
                    <HealthChip health={connection.health} />
                  </td>
                  <td className="sg-mono">{visibleText(connection.baseUrl)}</td>
                  <td className="sg-mono" title="Its last characters. SaaSGate holds the whole of it sealed and shows it to nobody.">
                    …{connection.credentialHint}
                  </td>
                  <td>{connection.regions.length === 0 ? "every region" : <Chip>{connection.regions.join(", ")}</Chip>}</td>
                  <td>
                    <TimeAgo iso={connection.createdAt} />
                  </td>
                  <td>
                    <CopyId value={connection.id} label="connection id" />
                  </td>
                  <td>
                    <span className={styles.acts}>
                      <Button variant="default" size="compact-xs" onClick={() => setOpened(connection.id)} data-testid="open-credential">
                        Credential…
                      </Button>
                      {contains && (
                        <LinkButton
                          variant="outline"
                          color="red"
                          size="compact-xs"
                          to="/locks"
                          search={{ kind: "connection", target: connection.id }}
                          data-testid="lock-connection"
                        >
                          Lock…
                        </LinkButton>
                      )}
                    </span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
      {adding && (
        <NewConnection
          onClose={() => setAdding(false)}
          onMade={(id) => {
            setAdding(false);
            setOpened(id);
          }}
        />
      )}
    </Page>
  );
}
