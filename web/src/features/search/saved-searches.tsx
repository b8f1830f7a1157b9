import { useState, type ReactElement } from "react";
import { ActionIcon, Button, Checkbox, Popover, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useLocation, useRouter } from "@tanstack/react-router";
import { useSession } from "#shared/queries/session-context.ts";
import { deleteSavedSearch, savedSearchesQuery, saveSearch } from "#shared/queries/search.ts";
import { Icon } from "#shared/ui/icon.tsx";
import { Problem } from "#shared/ui/note.tsx";
import { readSearchState } from "./search-search.ts";
import styles from "./search.module.css";

/** Searches that somebody keeps, and those that others share. */
export function SavedSearches({ onOpen }: { readonly onOpen: () => void }): ReactElement {
  const saved = useQuery(savedSearchesQuery);
  const router = useRouter();
  const client = useQueryClient();
  const session = useSession();
  const refresh = (): Promise<void> => client.invalidateQueries({ queryKey: savedSearchesQuery.queryKey });
  const remove = useMutation({ mutationFn: deleteSavedSearch, onSuccess: refresh });
  const mayChange = (userId: string): boolean => session.user.id === userId || session.permissions.includes("manage");
  return (
    <section className={styles.saved} aria-label="Saved searches" data-testid="saved-searches">
      <div className={styles.savedHead}>
        <h2>Saved</h2>
        <Save onSaved={refresh} />
      </div>
      {saved.isError && <Problem error={saved.error} retry={() => void saved.refetch()} />}
      {remove.isError && <Problem error={remove.error} />}
      <ul>
        {(saved.data ?? []).map((search) => (
          <li key={search.id}>
            <Link
              className={styles.cut}
              to="/search"
              search={readSearchState(router.options.parseSearch(`?${search.query}`))}
              onClick={onOpen}
              data-testid="saved-search"
              title={search.shared ? `${search.name}, shared by ${search.user.name}` : search.name}
            >
              {search.name}
            </Link>
            {search.shared && <span className="sg-muted">shared</span>}
            {mayChange(search.user.id) && (
              <ActionIcon
                size="xs"
                variant="subtle"
                color="gray"
                aria-label={`Remove ${search.name}`}
                onClick={() => remove.mutate(search.id)}
              >
                <Icon name="cross" size={12} />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
      {saved.data?.length === 0 && <p className="sg-muted">None yet.</p>}
    </section>
  );
}

function Save({ onSaved }: { readonly onSaved: () => Promise<void> }): ReactElement {
  const query = useLocation({ select: (location) => location.searchStr.replace(/^\?/u, "") });
  const [opened, setOpened] = useState(false);
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const save = useMutation({
    mutationFn: () => saveSearch(name, query, shared),
    onSuccess: async () => {
      setOpened(false);
      setName("");
      await onSaved();
    },
  });
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" trapFocus>
      <Popover.Target>
        <Button variant="subtle" size="compact-xs" onClick={() => setOpened(!opened)} data-testid="save-search">
          Save this
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          className={styles.save}
          onSubmit={(event) => {
            event.preventDefault();
            save.mutate();
          }}
        >
          <TextInput
            label="Name"
            size="xs"
            maxLength={100}
            value={name}
            data-autofocus
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Checkbox
            size="xs"
            label="Share with the organisation"
            checked={shared}
            onChange={(event) => setShared(event.currentTarget.checked)}
          />
          {save.isError && <Problem error={save.error} />}
          <Button type="submit" size="compact-sm" loading={save.isPending} disabled={name.trim() === ""}>
            Save search
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
