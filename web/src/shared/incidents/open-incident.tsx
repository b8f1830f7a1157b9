import { useState, type ReactElement } from "react";
import { Button, Group, Modal, SegmentedControl, Select, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, read } from "../api/client.ts";
import { toProblem } from "../api/problem.ts";
import { useStale } from "../live/live-context.ts";
import { incidentChoicesQuery } from "../queries/incidents.ts";
import { keys } from "../queries/keys.ts";
import { may } from "../queries/session.ts";
import { useSession } from "../queries/session-context.ts";
import { visibleText } from "../text/segments.ts";
import { ActionButton } from "../ui/action-button.tsx";
import { Icon } from "../ui/icon.tsx";
import { Problem } from "../ui/note.tsx";

interface OpenIncidentProps {
  /** What it is called unless the person says otherwise. */
  readonly title: string;
  readonly sessionIds: readonly string[];
  /** Words of the search that found the sessions. */
  readonly search?: string;
  readonly onOpened: (id: string) => void;
}

type Severity = "low" | "medium" | "high";

/** Gathers sessions in a new incident. */
export function OpenIncident(props: OpenIncidentProps): ReactElement {
  const session = useSession();
  const stale = useStale();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <ActionButton
        variant="default"
        blocked={may(session, "contain") ? stale : "A responder or an administrator opens incidents."}
        leftSection={<Icon name="incidents" size={14} />}
        onClick={() => setAsking(true)}
        testId="open-incident"
      >
        Open incident…
      </ActionButton>
      {asking && <Ask {...props} onClose={() => setAsking(false)} />}
    </>
  );
}

function Ask({ title: usual, sessionIds, search, onOpened, onClose }: OpenIncidentProps & { readonly onClose: () => void }): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const [title, setTitle] = useState(usual);
  const [severity, setSeverity] = useState<Severity>("high");
  const [existing, setExisting] = useState("");
  const fresh = useQuery(incidentChoicesQuery("open")).data ?? [];
  const contained = useQuery(incidentChoicesQuery("contained")).data ?? [];
  const others = [...fresh, ...contained];
  const open = useMutation({
    mutationFn: () =>
      existing !== ""
        ? read(
            api.POST("/api/v1/incidents/{incidentId}/sessions", {
              params: { path: { incidentId: existing } },
              body: { sessionIds: [...sessionIds] },
            }),
          )
        : read(
            api.POST("/api/v1/incidents", {
              body: { title: title.trim(), severity, sessionIds: [...sessionIds], ...(search === undefined ? {} : { search }) },
            }),
          ),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: keys.incidents });
      onOpened(id);
    },
  });
  const fields = open.isError ? toProblem(open.error).fields : {};
  return (
    <Modal opened onClose={onClose} title="Open incident">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          open.mutate();
        }}
      >
        {sessionIds.length > 0 && others.length > 0 && (
          <Select
            mb={12}
            label="Incident"
            allowDeselect={false}
            searchable
            data={[
              { value: "", label: "A new incident" },
              ...others.map(({ id, title: name }) => ({ value: id, label: visibleText(name) })),
            ]}
            value={existing}
            onChange={(id) => setExisting(id ?? "")}
          />
        )}
        <TextInput
          label="Title"
          disabled={existing !== ""}
          description={`Begins with ${sessionIds.length === 1 ? "this session" : `${sessionIds.length} sessions`}; you belong to it.`}
          required
          data-autofocus
          maxLength={200}
          value={title}
          error={fields.title?.[0]}
          onChange={(event) => setTitle(event.currentTarget.value)}
          data-testid="incident-title"
        />
        <SegmentedControl
          my={12}
          fullWidth
          disabled={existing !== ""}
          aria-label="Severity"
          data={[
            { value: "low", label: "Low" },
            { value: "medium", label: "Medium" },
            { value: "high", label: "High" },
          ]}
          value={severity}
          onChange={(value) => setSeverity(value)}
        />
        {open.isError && <Problem error={open.error} />}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <ActionButton type="submit" blocked={stale} loading={open.isPending} testId="open-incident-submit">
            {existing === "" ? "Open incident" : "Add to incident"}
          </ActionButton>
        </Group>
      </form>
    </Modal>
  );
}
