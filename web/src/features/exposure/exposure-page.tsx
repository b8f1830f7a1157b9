import type { ReactElement } from "react";
import { SegmentedControl } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMay } from "#shared/queries/roles.ts";
import { Empty } from "#shared/ui/note.tsx";
import { Page } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { ExposureLists } from "./exposure-lists.tsx";
import { LookUp } from "./look-up.tsx";

export function ExposurePage(): ReactElement {
  const { view = "value", list = null } = useSearch({ from: "/frame/exposure" });
  const navigate = useNavigate({ from: "/exposure" });
  const acts = useMay("contain");
  const allowed = useMay("contain", "audit", "people");
  return (
    <Page
      title="Exposure"
      tools={
        acts && (
          <SegmentedControl
            size="xs"
            aria-label="What to look up"
            data={[
              { value: "value", label: "A value" },
              { value: "lists", label: "Lists" },
            ]}
            value={view}
            onChange={(chosen) => void navigate({ search: chosen === "lists" ? { view: "lists" } : {}, replace: true })}
          />
        )
      }
    >
      <div className={pageStyles.body} data-testid="exposure">
        {!allowed && (
          <Empty icon="exposure" title="For responders">
            A responder or an administrator looks values up.
          </Empty>
        )}
        {allowed && (view === "lists" || !acts ? <ExposureLists open={list} /> : <LookUp />)}
      </div>
    </Page>
  );
}
