import { useQuery } from "@tanstack/react-query";
import { skillsQuery } from "#shared/queries/skills.ts";

/** The name of a skill by its id; the id where it is not known. */
export function useSkillNames(): (id: string) => string {
  const skills = useQuery(skillsQuery);
  return (id) => skills.data?.find((skill) => skill.id === id)?.name ?? id;
}
