import { basename } from "node:path";

/** File names are kebab-case, so that they read the same on every file system. */
export const kebabFiles = {
  meta: { type: "problem", messages: { name: "{{name}} should be kebab-case." } },
  create: (context) => ({
    Program(node) {
      const name = basename(context.filename).replace(/(\.test|\.d|\.module)?\.tsx?$/, "");
      if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) context.report({ node, messageId: "name", data: { name } });
    },
  }),
};

/** No file only passes on what others export: an import names the file that has the thing. */
export const noBarrels = {
  meta: { type: "problem", messages: { barrel: "Import from the file itself; re-exports hide where things are." } },
  create: (context) => ({
    ExportAllDeclaration: (node) => context.report({ node, messageId: "barrel" }),
    ExportNamedDeclaration: (node) => node.source && context.report({ node, messageId: "barrel" }),
  }),
};
