import type { ComponentProps, ReactElement } from "react";
import { Button, type ButtonProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";

type AnchorProps = ButtonProps & Omit<ComponentProps<"a">, keyof ButtonProps>;

function AnchorButton(props: AnchorProps): ReactElement {
  return <Button component="a" {...props} />;
}

/** A link that looks like a button: it goes somewhere, and a middle click works. */
export const LinkButton = createLink(AnchorButton);
