import { useState, type ReactElement } from "react";
import { Button, Group } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import type { ExportSink } from "#shared/api/types.ts";
import { useStale } from "#shared/live/live-context.ts";
import { exportsQuery } from "#shared/queries/exports.ts";
import { keys } from "#shared/queries/keys.ts";
import { may } from "#shared/queries/session.ts";
import { useSession } from "#shared/queries/session-context.ts";
import { visibleText } from "#shared/text/segments.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { AskFirst } from "#shared/ui/ask-first.tsx";
import { Chip } from "#shared/ui/chip.tsx";
import { cx } from "#shared/ui/cx.ts";
import { Empty, LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Page } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import { NewExport } from "./new-export.tsx";

/** Systems of the organisation that are told what happens, and how far each is. */
export function ExportsPage(): ReactElement {
  const session = useSession();
  const admin = may(session, "manage");
  const sees = may(session, "manage", "people", "audit");
  const sinks = useQuery({ ...exportsQuery, enabled: sees });
  const [adding, setAdding] = useState(false);
  const items = sinks.data ?? [];
  return (
    <Page
      title="Exports"
      tools={
        admin && (
          <Button
            size="xs"
            data-testid="new-export"
            onClick={() => {
              setAdding(true);
            }}
          >
            Add a receiver
          </Button>
        )
      }
    >
      <div className={pageStyles.body} style={{ background: "var(--sg-panel)" }}>
        {!sees && <Empty icon="outbox" title="Administrators and auditors see exports" />}
        {sees && sinks.isPending && <LoadingRows rows={4} />}
        {sinks.isError && <Problem error={sinks.error} retry={() => void sinks.refetch()} />}
        {sinks.data !== undefined && items.length === 0 && (
          <Empty icon="outbox" title="Nothing is exported">
            A receiver is told of exchanges, findings, decisions, approvals, locks, audit entries and checkpoints from then on. Never of
            content.
          </Empty>
        )}
        {items.length > 0 && (
          <table className={cx(pageStyles.table, pageStyles.wideTable)} data-testid="exports">
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Kind</th>
                <th scope="col">Address</th>
                <th scope="col">State</th>
                <th scope="col">Behind</th>
                <th scope="col">Sent</th>
                <th scope="col">
                  <span className="sg-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((sink) => (
                <Receiver key={sink.id} sink={sink} />
              ))}
            </tbody>
          </table>
        )}
      </div>
      {adding && (
        <NewExport
          onClose={() => {
            setAdding(false);
          }}
        />
      )}
    </Page>
  );
}

function Receiver({ sink }: { readonly sink: ExportSink }): ReactElement {
  const client = useQueryClient();
  const lost = useStale();
  const stale = may(useSession(), "manage") ? lost : "An administrator changes exports.";
  const refresh = () => client.invalidateQueries({ queryKey: keys.exports });
  const path = { params: { path: { sinkId: sink.id } } };
  const test = useMutation({ mutationFn: () => read(api.POST("/api/v1/exports/{sinkId}/test", path)), onSuccess: refresh });
  const enable = useMutation({
    mutationFn: () => read(api.PUT("/api/v1/exports/{sinkId}", { ...path, body: { enabled: !sink.enabled } })),
    onSuccess: refresh,
  });
  const remove = useMutation({ mutationFn: () => read(api.DELETE("/api/v1/exports/{sinkId}", path)), onSuccess: refresh });
  const failed = [test, enable, remove].find(({ isError }) => isError)?.error;
  return (
    <tr data-testid="export-sink" data-sent={sink.sent} data-behind={sink.behind}>
      <td>
        <b>{sink.name}</b>
      </td>
      <td>
        {sink.kind}
        {sink.what === "checkpoints" && <span className="sg-muted"> checkpoints alone</span>}
      </td>
      <td className="sg-mono">{visibleText(sink.address)}</td>
      <td>
        {!sink.enabled && <Chip>paused</Chip>}
        {sink.enabled && sink.error === null && <Chip tone="live">working</Chip>}
        {sink.enabled && sink.error !== null && (
          <Chip tone="danger" title={sink.error}>
            failing: {visibleText(sink.error)}
          </Chip>
        )}
        {test.data !== undefined && <span className="sg-muted"> test: {test.data.error ?? "taken"}</span>}
        {failed !== undefined && <Problem error={failed} />}
      </td>
      <td>
        {sink.behind === 0 ? "nothing" : sink.behind.toLocaleString("en")}
        {sink.behindSince !== null && (
          <span className="sg-muted">
            {" "}
            since <TimeAgo iso={sink.behindSince} />
          </span>
        )}
      </td>
      <td>{sink.sent.toLocaleString("en")}</td>
      <td>
        <Group gap={4} wrap="nowrap" justify="flex-end">
          <AskFirst
            act="Remove"
            warning="It is told nothing more, nor what it has not had yet."
            blocked={stale}
            pending={remove.isPending}
            onAct={() => {
              remove.mutate();
            }}
            testId="export-remove"
          >
            <ActionButton
              size="compact-xs"
              variant="default"
              blocked={stale}
              loading={test.isPending}
              testId="export-test"
              onClick={() => {
                test.mutate();
              }}
            >
              Test
            </ActionButton>
            <ActionButton
              size="compact-xs"
              variant="default"
              blocked={stale}
              loading={enable.isPending}
              testId="export-pause"
              onClick={() => {
                enable.mutate();
              }}
            >
              {sink.enabled ? "Pause" : "Go on"}
            </ActionButton>
          </AskFirst>
        </Group>
      </td>
    </tr>
  );
}
