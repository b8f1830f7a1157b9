import type { OnCallSchedule } from "../../shared/api/types.ts";

/** A schedule as its form has it: texts of inputs. */
export interface OnCallPlan {
  readonly zone: string;
  readonly startsOn: string;
  readonly handover: string;
  readonly people: readonly string[];
  readonly overrides: readonly Override[];
}

export interface Override {
  readonly from: string;
  readonly until: string;
  readonly userId: string;
}

/** Begins on this week's Monday, at nine, where the browser is. */
export function emptyPlan(people: readonly string[], now = new Date()): OnCallPlan {
  const monday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - ((now.getDay() + 6) % 7));
  return { zone: Intl.DateTimeFormat().resolvedOptions().timeZone, startsOn: dateText(monday), handover: "09:00", people, overrides: [] };
}

export function planOf(schedule: OnCallSchedule): OnCallPlan {
  return {
    zone: schedule.zone,
    startsOn: schedule.startsOn,
    handover: schedule.handover.slice(0, 5),
    people: schedule.people,
    overrides: schedule.overrides.map(({ from, until, userId }) => ({ from: localText(from), until: localText(until), userId })),
  };
}

export function scheduleOf(plan: OnCallPlan): OnCallSchedule {
  return {
    zone: plan.zone,
    startsOn: plan.startsOn,
    handover: `${plan.handover}:00`,
    people: [...plan.people],
    overrides: plan.overrides
      .filter(({ from, until, userId }) => from !== "" && until !== "" && userId !== "")
      .map(({ from, until, userId }) => ({ from: new Date(from).toISOString(), until: new Date(until).toISOString(), userId })),
  };
}

const two = (value: number): string => String(value).padStart(2, "0");

function dateText(at: Date): string {
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** As an input of date and time wants it: local, to the minute. */
function localText(iso: string): string {
  const at = new Date(iso);
  return `${dateText(at)}T${two(at.getHours())}:${two(at.getMinutes())}`;
}
