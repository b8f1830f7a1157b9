import { Fragment, type ReactElement } from "react";
import { Kbd, Modal } from "@mantine/core";
import styles from "./keyboard-help.module.css";

const groups: readonly { readonly title: string; readonly keys: readonly (readonly [string, string])[] }[] = [
  {
    title: "Everywhere",
    keys: [
      ["Ctrl K", "Search or act"],
      ["?", "This help"],
      ["g h", "Home"],
      ["g a", "Approvals"],
      ["g s", "Sessions"],
      ["g f", "Search recordings"],
      ["g k", "Skills"],
      ["Ctrl Enter", "Send what is written"],
      ["Esc", "Close"],
    ],
  },
  {
    title: "Lists",
    keys: [
      ["j", "Next"],
      ["k", "Previous"],
      ["Enter", "Open"],
    ],
  },
  {
    title: "Approvals",
    keys: [
      ["a", "Approve what is shown"],
      ["d", "Deny what is shown"],
      ["Enter", "Next waiting, after a decision"],
      ["n", "Write a note"],
      ["e", "Change the request"],
      ["q", "Ask the owner"],
      ["1", "Request, changes, history, questions: 1 to 4"],
      ["x", "Choose for a decision about many"],
      ["⇧L", "Choose all like this"],
    ],
  },
  {
    title: "Search",
    keys: [["/", "Write what to search for"]],
  },
  {
    title: "A session",
    keys: [
      ["j", "Next exchange"],
      ["k", "Previous exchange"],
      ["e", "Follow the end"],
      ["Space", "Play or pause the replay"],
      ["→", "Next finding, hold or stop"],
      ["⇧→", "Next exchange of the replay"],
      ["1", "Speed: 1 to 4"],
    ],
  },
];

export function KeyboardHelp({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }): ReactElement {
  return (
    <Modal opened={opened} onClose={onClose} title="Keyboard" size="lg">
      <div className={styles.grid} data-testid="keyboard-help">
        {groups.map((group) => (
          <section key={group.title}>
            <h3>{group.title}</h3>
            <dl className={styles.keys}>
              {group.keys.map(([keys, what]) => (
                <Fragment key={keys}>
                  <dt>
                    {keys.split(" ").map((key) => (
                      <Kbd key={key} size="xs" mr={4}>
                        {key}
                      </Kbd>
                    ))}
                  </dt>
                  <dd>{what}</dd>
                </Fragment>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
