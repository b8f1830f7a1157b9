import {
  Button,
  createTheme,
  InputWrapper,
  Menu,
  Modal,
  MultiSelect,
  Select,
  TagsInput,
  Textarea,
  TextInput,
  Tooltip,
  PasswordInput,
  type CSSVariablesResolver,
  type MantineColorsTuple,
} from "@mantine/core";
import { firstOptions } from "./first-options.ts";

const dark: MantineColorsTuple = [
  "#e4e8ed",
  "#c3cad2",
  "#9ba6b2",
  "#84909c",
  "#38424d",
  "#2a323b",
  "#11151a",
  "#151a20",
  "#11151a",
  "#0e1115",
];
const accent: MantineColorsTuple = [
  "#ebefff",
  "#d3dbff",
  "#aab8fb",
  "#8da2ff",
  "#6b84f3",
  "#4f69e6",
  "#405adc",
  "#3451d1",
  "#2a43b4",
  "#1f3490",
];

export const theme = createTheme({
  primaryColor: "accent",
  primaryShade: { light: 7, dark: 5 },
  colors: { accent, dark },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  fontFamilyMonospace: "var(--sg-mono)",
  fontSizes: { xs: "12px", sm: "13px", md: "13.5px", lg: "16px", xl: "20px" },
  lineHeights: { xs: "16px", sm: "20px", md: "20px", lg: "24px", xl: "28px" },
  spacing: { xs: "8px", sm: "12px", md: "16px", lg: "20px", xl: "24px" },
  defaultRadius: "6px",
  cursorType: "pointer",
  components: {
    Button: Button.extend({ defaultProps: { size: "xs" } }),
    InputWrapper: InputWrapper.extend({ styles: { label: { marginBottom: 4 } } }),
    TextInput: TextInput.extend({ defaultProps: { size: "xs" } }),
    PasswordInput: PasswordInput.extend({ defaultProps: { size: "xs" } }),
    Select: Select.extend({ defaultProps: { size: "xs", filter: firstOptions } }),
    MultiSelect: MultiSelect.extend({ defaultProps: { size: "xs", filter: firstOptions } }),
    TagsInput: TagsInput.extend({ defaultProps: { size: "xs" } }),
    Textarea: Textarea.extend({ defaultProps: { size: "xs" } }),
    Tooltip: Tooltip.extend({
      defaultProps: { openDelay: 300, multiline: true, maw: 320, events: { hover: true, focus: true, touch: true } },
    }),
    Menu: Menu.extend({ defaultProps: { shadow: "md", position: "bottom-end" } }),
    Modal: Modal.extend({
      defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.4 } },
      styles: { title: { fontSize: 15, fontWeight: 600 } },
    }),
  },
});

// Mantine's parts take the portal's own surfaces, so that both themes are one palette.
const surfaces = {
  "--mantine-color-body": "var(--sg-panel)",
  "--mantine-color-text": "var(--sg-text)",
  "--mantine-color-dimmed": "var(--sg-muted)",
  "--mantine-color-placeholder": "var(--sg-faint)",
  "--mantine-color-default": "var(--sg-panel)",
  "--mantine-color-default-hover": "var(--sg-hover)",
  "--mantine-color-default-color": "var(--sg-text)",
  "--mantine-color-default-border": "var(--sg-line-strong)",
  "--mantine-color-error": "var(--sg-danger)",
  "--mantine-color-accent-light-color": "var(--sg-accent)",
  "--mantine-color-accent-light-hover": "var(--sg-accent-soft)",
  "--mantine-color-red-outline": "var(--sg-danger)",
  "--mantine-color-red-outline-hover": "var(--sg-danger-soft)",
  "--mantine-color-red-light-color": "var(--sg-danger)",
  "--mantine-color-red-light-hover": "var(--sg-danger-soft)",
  "--mantine-color-red-filled": "var(--sg-danger-fill)",
  "--mantine-color-red-filled-hover": "color-mix(in srgb, var(--sg-danger-fill) 88%, #000)",
};

export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light: surfaces, dark: surfaces });
