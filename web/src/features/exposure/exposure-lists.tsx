import { useState, type ReactElement } from "react";
import { Autocomplete, Textarea, TextInput } from "@mantine/core";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, read } from "#shared/api/client.ts";
import { toProblem } from "#shared/api/problem.ts";
import type { ExposureList } from "#shared/api/types.ts";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { useMay } from "#shared/queries/roles.ts";
import { useSession } from "#shared/queries/session-context.ts";
import { visibleText } from "#shared/text/segments.ts";
import { countText } from "#shared/time/format.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Chip, type Tone } from "#shared/ui/chip.tsx";
import { Icon } from "#shared/ui/icon.tsx";
import { Empty, LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import { TimeAgo, TimeAhead } from "#shared/ui/time-text.tsx";
import { ExposureHits } from "./exposure-hits.tsx";
import styles from "./exposure.module.css";
import { guessType, knownTypes } from "./value-type.ts";

const listsQuery = queryOptions({
  queryKey: keys.exposureLists,
  queryFn: () => read(api.GET("/api/v1/exposure/lists", { params: { query: { limit: 100 } } })),
  select: (page) => page.items,
  refetchInterval: (query) => (query.state.data?.items.some(({ state }) => state === "running") === true ? 1_000 : false),
});

const most = 10_000;

/** Many values at once, for a breach notice: one person uploads, another confirms. */
export function ExposureLists({ open }: { readonly open: string | null }): ReactElement {
  const acts = useMay("contain");
  const lists = useQuery(listsQuery);
  return (
    <div className={styles.body}>
      {acts && <Upload />}
      {lists.isPending && <LoadingRows rows={3} height={48} />}
      {lists.isError && <Problem error={lists.error} retry={() => void lists.refetch()} />}
      {lists.data?.length === 0 && (
        <Empty icon="document" title="No list yet">
          A responder uploads the addresses of a breach, and another one confirms the list before it runs.
        </Empty>
      )}
      {(lists.data ?? []).map((list) => (
        <ListCard key={list.id} list={list} open={list.id === open} acts={acts} />
      ))}
    </div>
  );
}

function Upload(): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const [name, setName] = useState("");
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const values = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const type = chosen ?? guessType(values[0] ?? "") ?? "";
  const upload = useMutation({
    mutationFn: () => read(api.POST("/api/v1/exposure/lists", { body: { name: name.trim(), type: type.trim().toUpperCase(), values } })),
    onSuccess: async () => {
      setName("");
      setText("");
      setChosen(null);
      await client.invalidateQueries({ queryKey: keys.exposureLists });
    },
    gcTime: 0,
  });
  const problem = upload.isError ? toProblem(upload.error) : null;
  const blocked =
    name.trim() === ""
      ? "Give the list a name."
      : values.length === 0
        ? "Add values."
        : values.length > most
          ? `At most ${most} fit.`
          : null;
  return (
    <Card title="New list">
      <form
        className={styles.upload}
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          if (blocked === null) upload.mutate();
        }}
      >
        <TextInput
          label="Name"
          value={name}
          error={problem?.fields.name?.[0]}
          onChange={(event) => setName(event.currentTarget.value)}
          data-testid="list-name"
        />
        <Autocomplete
          label="Type of all values"
          size="xs"
          data={[...knownTypes]}
          value={type}
          error={problem?.fields.type?.[0]}
          onChange={(typed) => setChosen(typed === "" ? null : typed)}
        />
        <Textarea
          className={styles.values}
          label={`Values, one a line${values.length === 0 ? "" : `: ${countText(values.length)}`}`}
          description="Held sealed until another person confirms, and deleted after the run, or after a day. Reports name a value by its line."
          value={text}
          error={problem?.fields.values?.[0]}
          onChange={(event) => setText(event.currentTarget.value)}
          minRows={4}
          maxRows={12}
          autosize
          spellCheck={false}
          data-testid="list-values"
        />
        {problem !== null && Object.keys(problem.fields).length === 0 && <Problem error={upload.error} />}
        <ActionButton type="submit" blocked={stale ?? blocked} loading={upload.isPending} testId="list-upload">
          Upload list
        </ActionButton>
      </form>
    </Card>
  );
}

const states: Readonly<Record<ExposureList["state"], { readonly text: string; readonly tone: Tone }>> = {
  waiting: { text: "Waits for a second person", tone: "wait" },
  running: { text: "Runs", tone: "wait" },
  done: { text: "Done", tone: "live" },
  expired: { text: "Ran out, values deleted", tone: "plain" },
  cancelled: { text: "Cancelled, values deleted", tone: "plain" },
};

function ListCard({ list, open, acts }: { readonly list: ExposureList; readonly open: boolean; readonly acts: boolean }): ReactElement {
  const client = useQueryClient();
  const session = useSession();
  const stale = useStale();
  const refresh = (): Promise<void> => client.invalidateQueries({ queryKey: keys.exposureLists });
  const path = { params: { path: { listId: list.id } } };
  const confirm = useMutation({ mutationFn: () => read(api.POST("/api/v1/exposure/lists/{listId}/confirm", path)), onSettled: refresh });
  const cancel = useMutation({ mutationFn: () => read(api.POST("/api/v1/exposure/lists/{listId}/cancel", path)), onSettled: refresh });
  const state = states[list.state];
  const own = list.createdById === session.user.id;
  return (
    <Card title={visibleText(list.name)} aside={<Chip tone={state.tone}>{state.text}</Chip>}>
      <div className={styles.listBody} data-testid="exposure-list" data-id={list.id} data-state={list.state}>
        <div className={styles.seenFacts}>
          <span>
            {countText(list.values)} of type <span className="sg-mono">{list.type}</span>
          </span>
          <span>
            uploaded by {list.createdByName}, <TimeAgo iso={list.createdAt} />
          </span>
          {list.state === "waiting" && (
            <span>
              values are deleted <TimeAhead iso={list.expiresAt} past="now" />
            </span>
          )}
          {list.decidedAt !== null && (
            <span>
              {list.state === "cancelled" ? "cancelled" : "confirmed"} by {list.decidedByName}, <TimeAgo iso={list.decidedAt} />
            </span>
          )}
        </div>
        {list.state === "running" && (
          <p className={styles.outcome} role="status">
            <b>{countText(list.looked)}</b> of {countText(list.values)} values are looked up.
          </p>
        )}
        {list.exposed !== null && (
          <p className={styles.outcome}>
            <b>{countText(list.exposed)}</b> of {countText(list.values)} values were seen.
          </p>
        )}
        {(confirm.isError || cancel.isError) && <Problem error={confirm.error ?? cancel.error} />}
        <div className={styles.acts}>
          {acts && list.state === "waiting" && (
            <>
              <ActionButton
                blocked={own ? "You uploaded this list: another responder or administrator confirms it." : stale}
                loading={confirm.isPending}
                onClick={() => confirm.mutate()}
                testId="list-confirm"
              >
                Confirm and run
              </ActionButton>
              <ActionButton
                variant="default"
                blocked={stale}
                loading={cancel.isPending}
                onClick={() => cancel.mutate()}
                testId="list-cancel"
              >
                Cancel list
              </ActionButton>
            </>
          )}
          {list.state === "done" && (
            <>
              <a href={`/api/v1/exposure/lists/${list.id}/report`} download data-testid="list-report">
                <Icon name="document" size={14} /> Download CSV
              </a>
              <Link to="/exposure" search={open ? { view: "lists" } : { view: "lists", list: list.id }} replace>
                {open ? "Hide sessions" : "Show sessions"}
              </Link>
            </>
          )}
        </div>
        {open && list.state === "done" && <ExposureHits listId={list.id} />}
      </div>
    </Card>
  );
}
