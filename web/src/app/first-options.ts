import { defaultOptionsFilter, isOptionsGroup, type OptionsFilter } from "@mantine/core";

const mostShown = 200;

type Options = ReturnType<OptionsFilter>;

/** Options whose name holds what is typed: of very many the first, and below them how many more there are. */
export const firstOptions: OptionsFilter = ({ options, search }) => {
  const matching = (limit: number): Options => defaultOptionsFilter({ options, search, limit }) as Options;
  const shown = matching(mostShown);
  const more = countOf(matching(Infinity)) - countOf(shown);
  return more === 0
    ? shown
    : [...shown, { value: "\u0000more", label: `${more.toLocaleString("en")} more: write part of the name`, disabled: true }];
};

const countOf = (options: Options): number => options.reduce((sum, option) => sum + (isOptionsGroup(option) ? option.items.length : 1), 0);
