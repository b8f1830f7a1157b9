import { readdirSync } from "node:fs";
import js from "@eslint/js";
import globals from "globals";
import tseslint from "typescript-eslint";
import reactHooks from "eslint-plugin-react-hooks";
import jsxA11y from "eslint-plugin-jsx-a11y";
import { createNodeResolver, importX } from "eslint-plugin-import-x";
import { kebabFiles, noBarrels } from "./eslint-house-rules.js";

const features = readdirSync(new URL("src/features/", import.meta.url));

// Imports run one way: app → features → shared, and no feature knows another.
const zones = [
  { target: "./src/shared", from: ["./src/app", "./src/features"], message: "shared must not know who uses it." },
  { target: "./src/features", from: "./src/app", message: "A feature must not know the app around it." },
  ...features.map((feature) => ({
    target: `./src/features/${feature}`,
    from: "./src/features",
    except: [`./${feature}`],
    message: "Features do not import each other: move what both need to shared.",
  })),
];

export default tseslint.config(
  { ignores: ["dist", "artifacts", "src/shared/api/schema.d.ts"] },
  js.configs.recommended,
  {
    files: ["src/**/*.{ts,tsx}"],
    extends: [
      tseslint.configs.strictTypeChecked,
      tseslint.configs.stylisticTypeChecked,
      reactHooks.configs.flat["recommended-latest"],
      jsxA11y.flatConfigs.strict,
    ],
    plugins: { "import-x": importX, house: { rules: { "kebab-files": kebabFiles, "no-barrels": noBarrels } } },
    languageOptions: {
      globals: globals.browser,
      parserOptions: { project: ["tsconfig.json", "tsconfig.test.json"], tsconfigRootDir: import.meta.dirname },
    },
    settings: {
      "import-x/resolver-next": [createNodeResolver({ extensions: [".ts", ".tsx", ".d.ts", ".js"] })],
      "import-x/parsers": { "@typescript-eslint/parser": [".ts", ".tsx"] },
    },
    rules: {
      "import-x/no-cycle": "error",
      "import-x/no-restricted-paths": ["error", { zones }],
      "import-x/no-default-export": "error",
      "house/kebab-files": "error",
      "house/no-barrels": "error",
      "max-lines": ["error", 400],
      "no-restricted-properties": [
        "error",
        { property: "innerHTML", message: "Bodies are text, never HTML." },
        { property: "outerHTML", message: "Bodies are text, never HTML." },
      ],
      "no-restricted-syntax": [
        "error",
        { selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']", message: "Bodies are text, never HTML." },
      ],
      "@typescript-eslint/no-floating-promises": [
        "error",
        { allowForKnownSafeCalls: [{ from: "package", package: "node:test", name: "test" }] },
      ],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
    },
  },
  // Pages name their result, so that the router's types do not depend on themselves.
  { files: ["src/**/*.tsx"], rules: { "@typescript-eslint/explicit-module-boundary-types": "error" } },
  { files: ["public/*.js"], languageOptions: { globals: globals.browser } },
  { files: ["*.{js,ts}"], languageOptions: { globals: globals.node } },
  { files: ["vite.config.ts"], languageOptions: { parser: tseslint.parser } },
);
