import { useEffect, useRef, type ReactElement } from "react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import type { Skill } from "#shared/api/types.ts";
import { useKeys } from "#shared/keyboard/use-keys.ts";
import { useMay } from "#shared/queries/roles.ts";
import { skillsQuery } from "#shared/queries/skills.ts";
import { visibleText } from "#shared/text/segments.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Chip, Dot } from "#shared/ui/chip.tsx";
import { Icon } from "#shared/ui/icon.tsx";
import { Empty, LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Page, Split } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import { useDrawn } from "#shared/ui/use-drawn.tsx";
import { NewSkill } from "./new-skill.tsx";
import { SkillDetailView } from "./skill-detail.tsx";
import { SkillState } from "./skill-state.tsx";

const none: readonly Skill[] = [];

export function SkillsPage(): ReactElement {
  const { skillId = null } = useParams({ from: "/frame/skills/{-$skillId}" });
  const { act = null } = useSearch({ from: "/frame/skills/{-$skillId}" });
  const navigate = useNavigate({ from: "/skills/{-$skillId}" });
  const manages = useMay("manage");
  const adding = act === "new" && manages;
  const skills = useQuery(skillsQuery);
  const items = skills.data ?? none;
  const { drawn, more } = useDrawn(
    items,
    items.findIndex(({ id }) => id === skillId),
  );
  const list = useRef<HTMLUListElement>(null);

  const select = (id: string): void => void navigate({ params: { skillId: id }, search: {}, replace: true });
  const move = (by: number): void => {
    const at = items.findIndex(({ id }) => id === skillId);
    const next = items[at < 0 ? 0 : Math.max(0, Math.min(items.length - 1, at + by))];
    if (next !== undefined) select(next.id);
  };
  useKeys({ j: () => move(1), k: () => move(-1) });

  const first = items[0]?.id;
  useEffect(() => {
    if (skillId === null && first !== undefined && !adding && matchMedia("(min-width: 861px)").matches) select(first);
  });
  useEffect(() => {
    list.current?.querySelector("[data-selected]")?.scrollIntoView({ block: "nearest" });
  }, [skillId]);

  return (
    <Page
      title="Skills"
      tools={
        <ActionButton
          variant="default"
          blocked={manages ? null : "An administrator registers skills."}
          onClick={() => void navigate({ search: { act: "new" } })}
          leftSection={<Icon name="plus" size={14} />}
          testId="new-skill"
        >
          New skill
        </ActionButton>
      }
    >
      <Split
        label="Skills"
        selected={skillId !== null}
        list={
          <>
            {skills.isPending && <LoadingRows rows={8} height={36} />}
            {skills.isError && skills.data === undefined && <Problem error={skills.error} retry={() => void skills.refetch()} />}
            {skills.data !== undefined && items.length === 0 && (
              <Empty icon="skills" title="No skill yet">
                A skill is a program that calls Claude by itself. Register it here, give it a key, and point its base URL at the gateway.
              </Empty>
            )}
            <ul ref={list} className={pageStyles.rows} data-testid="skills-list">
              {drawn.map((skill) => (
                <li key={skill.id}>
                  <SkillRow skill={skill} selected={skill.id === skillId} />
                </li>
              ))}
            </ul>
            {more}
          </>
        }
        detail={skillId === null ? null : <SkillDetailView key={skillId} id={skillId} act={act} />}
      />
      {adding && <NewSkill onClose={() => void navigate({ search: {} })} onMade={(id) => select(id)} />}
    </Page>
  );
}

function SkillRow({ skill, selected }: { readonly skill: Skill; readonly selected: boolean }): ReactElement {
  return (
    <Link
      className={pageStyles.row}
      to="/skills/{-$skillId}"
      params={{ skillId: skill.id }}
      search={{}}
      aria-current={selected ? "true" : undefined}
      data-selected={selected ? "" : undefined}
      data-stopped={skill.stopped ? "" : undefined}
      data-testid="skill-row"
      data-id={skill.id}
    >
      <div className={pageStyles.line}>
        <Dot tone={skill.stopped ? "danger" : skill.liveSessions > 0 ? "live" : "plain"} pulse={!skill.stopped && skill.liveSessions > 0} />
        <strong>{skill.name}</strong>
        <SkillState skill={skill} />
        {skill.beyondPlan && <Chip tone="wait">Read-only</Chip>}
      </div>
      <div className={pageStyles.line}>
        <span className={`${pageStyles.grow ?? ""} sg-muted`}>{visibleText(skill.purpose)}</span>
        <span className="sg-muted">{skill.lastUsedAt === null ? "never used" : <TimeAgo iso={skill.lastUsedAt} />}</span>
      </div>
    </Link>
  );
}
