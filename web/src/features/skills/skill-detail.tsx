import type { ReactElement } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { api, read } from "#shared/api/client.ts";
import type { Skill } from "#shared/api/types.ts";
import { BlastRadius } from "#shared/blast/blast-radius.tsx";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { useMay } from "#shared/queries/roles.ts";
import { skillQuery } from "#shared/queries/skills.ts";
import { visibleText } from "#shared/text/segments.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Chip } from "#shared/ui/chip.tsx";
import { CopyId } from "#shared/ui/copy-id.tsx";
import { Icon } from "#shared/ui/icon.tsx";
import { LinkButton } from "#shared/ui/link-button.tsx";
import { LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Card, Facts } from "#shared/ui/page.tsx";
import { TimeAgo, TimeAhead } from "#shared/ui/time-text.tsx";
import { BeyondPlan } from "./beyond-plan.tsx";
import { ConfirmSkill } from "./confirm-skill.tsx";
import { GiveSkill } from "./give-skill.tsx";
import { RevokeSkill } from "./revoke-skill.tsx";
import { SkillClients } from "./skill-clients.tsx";
import { SkillIssuers } from "./skill-issuers.tsx";
import { SkillKeys } from "./skill-keys.tsx";
import { SkillPolicies } from "./skill-policies.tsx";
import { SkillState } from "./skill-state.tsx";
import styles from "./skills.module.css";
import type { SkillsSearch } from "./skills-search.ts";
import { StopSkill } from "./stop-skill.tsx";

interface SkillDetailProps {
  readonly id: string;
  /** What the address asks for. */
  readonly act: SkillsSearch["act"] | null;
}

export function SkillDetailView({ id, act }: SkillDetailProps): ReactElement {
  const skill = useQuery(skillQuery(id));
  if (skill.data !== undefined) return <Loaded skill={skill.data} act={act} />;
  return (
    <div className={styles.detail}>
      {skill.isError ? <Problem error={skill.error} retry={() => void skill.refetch()} /> : <LoadingRows rows={5} height={48} />}
    </div>
  );
}

function Loaded({ skill, act }: Pick<SkillDetailProps, "act"> & { readonly skill: Skill }): ReactElement {
  const contains = useMay("contain");
  const navigate = useNavigate({ from: "/skills/{-$skillId}" });
  return (
    <article className={styles.detail} data-testid="skill-detail" data-id={skill.id} data-stopped={skill.stopped ? "" : undefined}>
      <header className={styles.head}>
        <div>
          <h2>
            {skill.name} <SkillState skill={skill} /> {skill.beyondPlan && <Chip tone="wait">Read-only</Chip>}
          </h2>
          <p>{visibleText(skill.purpose)}</p>
        </div>
        {skill.status !== "revoked" && <Acts skill={skill} resuming={act === "resume"} />}
      </header>
      {act === "stop" && contains && !skill.stopped && (
        <StopSkill skill={skill} onClose={() => void navigate({ search: {}, replace: true })} />
      )}
      {skill.locks.length > 0 && <Locks skill={skill} />}
      {skill.beyondPlan && <BeyondPlan />}
      <ConfirmSkill skill={skill} />
      <Card
        title="Facts"
        aside={
          <Link to="/sessions" search={{ skill: skill.id }}>
            Its sessions
          </Link>
        }
      >
        <div className={styles.pad}>
          <Facts
            facts={[
              { name: "Owner", value: <Owner skill={skill} /> },
              { name: "Connection", value: skill.connection.name },
              { name: "Labels", value: skill.labels.length === 0 ? null : <Chips labels={skill.labels} /> },
              { name: "Last used", value: skill.lastUsedAt === null ? "never" : <TimeAgo iso={skill.lastUsedAt} /> },
              { name: "Live sessions", value: skill.liveSessions },
              { name: "Expires", value: <TimeAhead iso={skill.expiresAt} past="has expired: its calls are refused" /> },
              {
                name: "Confirmed",
                value: skill.confirmedAt === null ? "not since it was registered" : <TimeAgo iso={skill.confirmedAt} />,
              },
              { name: "Needs confirming", value: <TimeAhead iso={skill.confirmBy} past="is overdue" /> },
              { name: "Registered", value: <TimeAgo iso={skill.createdAt} /> },
              { name: "Id", value: <CopyId value={skill.id} label="skill id" /> },
            ]}
          />
        </div>
      </Card>
      <SkillKeys skill={skill} />
      <SkillClients skillId={skill.id} />
      <SkillIssuers skillId={skill.id} />
      <SkillPolicies skillId={skill.id} />
      <Radius skill={skill} />
      <GiveSkill key={skill.owner.id} skill={skill} />
      <RevokeSkill skill={skill} />
    </article>
  );
}

function Radius({ skill }: { readonly skill: Skill }): ReactElement | null {
  return useMay("contain", "audit", "people") ? <BlastRadius scope={{ skill: skill.id }} /> : null;
}

function Owner({ skill }: { readonly skill: Skill }): ReactElement {
  return (
    <span className={styles.chips}>
      {skill.owner.name}
      {useMay("contain") && (
        <Link to="/locks" search={{ kind: "person", target: skill.owner.id }} data-testid="lock-owner">
          Lock every skill of theirs…
        </Link>
      )}
    </span>
  );
}

function Chips({ labels }: { readonly labels: readonly string[] }): ReactElement {
  return (
    <span className={styles.chips}>
      {labels.map((label) => (
        <Chip key={label}>{visibleText(label)}</Chip>
      ))}
    </span>
  );
}

function Acts({ skill, resuming }: { readonly skill: Skill; readonly resuming: boolean }): ReactElement {
  const client = useQueryClient();
  const navigate = useNavigate({ from: "/skills/{-$skillId}" });
  const contains = useMay("contain");
  const stale = useStale();
  const blocked = contains ? stale : "A responder or an administrator stops and resumes skills.";
  const resume = useMutation({
    mutationFn: () => read(api.POST("/api/v1/skills/{skillId}/resume", { params: { path: { skillId: skill.id } } })),
    onSuccess: (resumed) => client.setQueryData(skillQuery(skill.id).queryKey, resumed),
    onSettled: () => client.invalidateQueries({ queryKey: keys.skills }),
  });
  return (
    <div className={styles.acts}>
      {contains && (
        <LinkButton variant="default" size="sm" to="/locks" search={{ kind: "skill", target: skill.id }} data-testid="lock-skill">
          Lock…
        </LinkButton>
      )}
      {resume.isError && <Problem error={resume.error} />}
      {skill.stopped ? (
        <ActionButton
          variant="default"
          size="sm"
          blocked={blocked}
          loading={resume.isPending}
          onClick={() => resume.mutate()}
          leftSection={<Icon name="play" size={14} />}
          focused={resuming}
          testId="resume-skill"
        >
          Resume skill
        </ActionButton>
      ) : (
        <ActionButton
          variant="outline"
          color="red"
          size="sm"
          blocked={blocked}
          onClick={() => void navigate({ search: { act: "stop" }, replace: true })}
          leftSection={<Icon name="stop" size={14} />}
          testId="stop-skill"
        >
          Stop skill…
        </ActionButton>
      )}
    </div>
  );
}

function Locks({ skill }: { readonly skill: Skill }): ReactElement {
  return (
    <Card title={skill.locks.length === 1 ? "Why it is stopped" : `Why it is stopped: ${skill.locks.length} locks`}>
      {skill.locks.map((lock) => (
        <div key={lock.id} className={styles.lock} data-testid="lock-row">
          <Chip tone="danger">{lock.kind === "skill" ? "stopped" : `${lock.kind} stopped`}</Chip>
          <span>{visibleText(lock.reason)}</span>
          <span className="sg-muted">
            {lock.createdByName}, <TimeAgo iso={lock.createdAt} />
          </span>
        </div>
      ))}
    </Card>
  );
}
