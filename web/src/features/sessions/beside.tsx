import { useMemo, type ReactElement } from "react";
import { ActionIcon, Button, Menu } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { SessionDetail } from "#shared/api/types.ts";
import { sessionDetailQuery, sessionsQuery } from "#shared/queries/sessions.ts";
import { BodyText } from "#shared/text/body-text.tsx";
import { LabelContext, type LabelMarks } from "#shared/text/label-context.ts";
import { Icon } from "#shared/ui/icon.tsx";
import { LoadingRows, Problem } from "#shared/ui/note.tsx";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import { knownLabels } from "./known-labels.ts";
import { SessionColumn } from "./session-column.tsx";
import { readSessionSearch } from "./sessions-search.ts";
import styles from "./session-page.module.css";

/** A second session at the right of the first. */
export function Beside({ sessionId }: { readonly sessionId: string }): ReactElement {
  const session = useQuery(sessionDetailQuery(sessionId));
  const navigate = useNavigate({ from: "/sessions/$sessionId" });
  const marks = useMemo<LabelMarks>(
    () => ({ known: session.data === undefined ? null : knownLabels(session.data), selected: null, select: null }),
    [session.data],
  );
  return (
    <div className={styles.beside} data-testid="beside">
      <div className={styles.besideHead}>
        <span>
          <b>{session.data?.skillName}</b>{" "}
          {session.data !== undefined && <BodyText text={session.data.title ?? session.data.name ?? "untitled session"} line />}
        </span>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label="Close the second session"
          onClick={() => void navigate({ search: (before) => readSessionSearch({ ...before, beside: null }), replace: true })}
        >
          <Icon name="cross" size={14} />
        </ActionIcon>
      </div>
      {session.isError && <Problem error={session.error} retry={() => void session.refetch()} />}
      {session.isPending && <LoadingRows />}
      {session.data !== undefined && (
        <LabelContext value={marks}>
          <SessionColumn session={session.data} label={null} turn={null} keyed={false} />
        </LabelContext>
      )}
    </div>
  );
}

const mostOffered = 12;

/** Chooses another session of the same skill to stand beside this one. */
export function CompareMenu({ session }: { readonly session: SessionDetail }): ReactElement {
  const others = useInfiniteQuery(sessionsQuery({ status: "all", skill: session.skillId }));
  const navigate = useNavigate({ from: "/sessions/$sessionId" });
  const offered = (others.data ?? []).filter(({ id }) => id !== session.id).slice(0, mostOffered);
  return (
    <Menu position="bottom-end" width={360}>
      <Menu.Target>
        <Button variant="default" leftSection={<Icon name="columns" size={14} />} data-testid="compare">
          Compare
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Other sessions of {session.skillName}</Menu.Label>
        {offered.length === 0 && <Menu.Item disabled>There is no other yet</Menu.Item>}
        {offered.map((other) => (
          <Menu.Item
            key={other.id}
            rightSection={<TimeAgo iso={other.lastAt} />}
            onClick={() => void navigate({ search: { beside: other.id } })}
          >
            <BodyText text={other.title ?? other.name ?? "untitled session"} line />
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
